/** What can be wrong with a journey, said so that the person who drew it can put it right. */

import type { Journey } from "@/definition/types";

export interface Problem {
  code: string;
  severity: "blocking" | "warning";
  /** The step to show it at; null when it concerns the journey. */
  step: string | null;
  /** Where in the definition: `steps.welcome.template`. */
  path: string;
  message: string;
  hint: string | null;
  /** Where that is done, when it is not in the journey itself. */
  link?: { words: string; page: string } | null;
}

export const isBlocking = ({ severity }: Problem): boolean => severity === "blocking";

/** Not only that a field still has to be filled in, which nobody need be alarmed about. */
export const isWrong = (problem: Problem): boolean =>
  isBlocking(problem) && problem.code !== "unfinished";

/** Each once, blocking ones first, then in the order of the definition: as the server sorts them. */
export function inOrder(journey: Journey, problems: readonly Problem[]): Problem[] {
  const order = new Map(Object.keys(journey.steps).map((step, number) => [step, number + 1]));
  const place = ({ step }: Problem) => order.get(step ?? "") ?? 0;
  const rank = ({ severity }: Problem) => (severity === "blocking" ? 0 : 1);
  const each = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...each.values()].sort(
    (one, other) => rank(one) - rank(other) || place(one) - place(other),
  );
}

/** The first of each that say the same: so many are counted, wherever they are. */
export const counted = (problems: readonly Problem[]): readonly Problem[] =>
  together(problems).flatMap(([first]) => first ?? []);

/** Findings that say the same, each of another place, as one; in the order of the first of each. */
export function together(problems: readonly Problem[]): readonly (readonly Problem[])[] {
  const groups = new Map<string, Problem[]>();
  for (const problem of problems) {
    const { code, severity, message, hint } = problem;
    const said = JSON.stringify([code, severity, message, hint]);
    const there = groups.get(said);
    if (there) there.push(problem);
    else groups.set(said, [problem]);
  }
  return [...groups.values()];
}
