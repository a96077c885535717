/** Going back and forth while a message is written: one order for all that is done in its window. */

import { useEffect } from "react";
import * as commands from "@/app/commands";
import { useBuilder } from "@/app/context";

/** Fields that go back by themselves, until they are left. */
const OWN = "input:not([type=radio], [type=checkbox], [type=range]), textarea, select";

/** `of`: the text; what was done before it was opened stays done. */
export function useGoingBack(of: string): void {
  const builder = useBuilder();
  // biome-ignore lint/correctness/useExhaustiveDependencies: for each text
  useEffect(() => {
    const opened = builder.document.journey();
    let undone = 0;
    const key = (event: KeyboardEvent) => {
      const key = event.key.toLowerCase();
      const target = event.target as Element;
      const dialogs = [...document.querySelectorAll("dialog[open]")];
      if (!(event.ctrlKey || event.metaKey) || event.altKey || !(key === "z" || key === "y"))
        return;
      if (target.matches(OWN) || !dialogs.every((each) => each.querySelector(".b-writing"))) return;
      event.preventDefault();
      event.stopPropagation();
      const before = builder.document.journey();
      if (key === "y" || event.shiftKey) {
        if (undone > 0) commands.redo(builder);
        if (builder.document.journey() !== before) undone--;
      } else if (before !== opened) {
        commands.undo(builder);
        if (builder.document.journey() !== before) undone++;
      }
    };
    window.addEventListener("keydown", key, { capture: true });
    return () => window.removeEventListener("keydown", key, { capture: true });
  }, [builder, of]);
}
