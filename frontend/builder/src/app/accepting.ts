/** Taking an edit over that may take steps with it: only after the reader has said so. */

import type { Journey } from "@/definition/types";
import type { Pruned } from "@/model/edits/pruning";
import { stepTitle } from "@/sentences/words";
import type { Builder } from "./builder";

/** More titles than this are counted. */
const NAMED = 4;

/** `verb`: what the button says that does it, `Move it`. */
export function accept(
  { document, panels, announcer }: Pick<Builder, "document" | "panels" | "announcer">,
  before: Journey,
  result: Pruned,
  verb: string,
  afterwards: () => void = () => {},
): void {
  const act = () => {
    // What a colleague has changed while it was asked would be taken back.
    if (document.journey() !== before)
      return announcer.show("The journey has been changed meanwhile. Do it once more.");
    document.edit(() => result.journey);
    afterwards();
  };
  if (result.lost.length === 0) {
    act();
    return;
  }
  const titles = result.lost.map((id) => `“${stepTitle(before, id)}”`);
  const named =
    titles.length > NAMED
      ? [...titles.slice(0, NAMED - 1), `${titles.length - NAMED + 1} more`]
      : titles;
  const one = titles.length === 1;
  panels.ask("confirm", {
    title: `${one ? titles[0] : `${titles.length} steps`} could not be reached any more`,
    text: `Nobody could come to ${named.join(", ")}, so ${
      one ? "it goes" : "they go"
    } as well. You can undo this.`,
    verb: `${verb}, and remove ${one ? "that step" : `${titles.length} steps`}`,
    act,
  });
}
