/** What is shown of two opinions: the server's, and ours of what it has not seen yet. */

import { isFoundHere } from "./checks";
import { UNFINISHED } from "./checks/unfinished";
import type { Problem } from "./problem";

export interface Judgement {
  problems: readonly Problem[];
  /** Whether the server could read the journey, and it is the one on the screen. */
  isOfThis: boolean;
  /** Whether what stands at this path is another than the server has seen. */
  hasChanged?: (path: string) => boolean;
}

/**
 * The server has the last word on the journey it has seen. Until it has seen the one on the screen, and
 * as long as it cannot read that, ours say what they can find, and the server's only the rest: what it
 * said of a moment ago stays until it has looked again, but not of what is there no longer as it was:
 * whoever has just put something right is not told that it is wrong.
 *
 * Ours alone say what is to be done where something is unfinished. What the server says about the same
 * place, or about a place around it, is left out: it cannot know what somebody is in the middle of.
 */
export function merged(local: readonly Problem[], server: Judgement): readonly Problem[] {
  const unfinished = local.filter((problem) => problem.code === UNFINISHED);
  const theirs = server.problems.filter(
    (problem) =>
      (server.isOfThis || (!isFoundHere(problem) && !server.hasChanged?.(problem.path))) &&
      !unfinished.some(({ path }) => areNested(path, problem.path)),
  );
  return once([...(server.isOfThis ? unfinished : local), ...theirs]);
}

function areNested(one: string, other: string): boolean {
  if (one === "" || other === "") return false;
  return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}

function once(problems: readonly Problem[]): readonly Problem[] {
  const each = new Map(problems.map((problem) => [`${problem.path} ${problem.message}`, problem]));
  return [...each.values()];
}
