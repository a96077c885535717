/** Putting another step in place of one, when links of it may go and others with them. */

import { useBuilder } from "@/app/context";
import type { Step, StepId } from "@/definition/types";
import { replaced } from "@/model/edits/outlets";
import { stepTitle } from "@/sentences/words";

/** Asks first when steps would go because nothing leads to them any more. */
export function useReplace(id: StepId): (step: Step) => void {
  const { document, panels } = useBuilder();
  return (step) => {
    const before = document.journey();
    const result = replaced(before, id, step);
    const act = () => document.edit(() => result.journey);
    if (result.lost.length === 0) {
      act();
      return;
    }
    const titles = result.lost.map((lost) => `“${stepTitle(before, lost)}”`);
    const named = titles.length > 4 ? [...titles.slice(0, 3), `${titles.length - 3} more`] : titles;
    const one = titles.length === 1;
    panels.ask("confirm", {
      title: "Nothing would lead on",
      text: `Nobody could come to ${named.join(", ")} any more, so ${
        one ? "it goes" : "they go"
      } as well. You can undo this.`,
      verb: one
        ? "Change it, and remove that step"
        : `Change it, and remove ${titles.length} steps`,
      act,
    });
  };
}
