/** A walk as a scenario of the journey, so that it is tried out again before each publish. */

import type { Walk } from "@/api/walk";
import type { Journey, Scenario } from "@/definition/types";

/** A name is at most 200 characters; some are for its number. */
const LONGEST = 190;

/** The scenario, or why this walk cannot be one, in words. */
export type Told = { scenario: Scenario } | { because: string };

export function scenarioOf(journey: Journey, { retold }: Walk): Told {
  const { scenario, because, name } = retold;
  if (scenario === null) return { because: because ?? "This walk cannot be told as a scenario." };
  return { scenario: { name: nameNotTaken(journey, name ?? "A walk"), ...scenario } };
}

/** This name, or the same with a number. */
export function nameNotTaken(journey: Journey, wanted: string): string {
  const taken = new Set((journey.scenarios ?? []).map(({ name }) => name));
  const base = wanted.slice(0, LONGEST);
  for (let number = 1; ; number += 1) {
    const tried = number === 1 ? base : `${base} ${number}`;
    if (!taken.has(tried)) return tried;
  }
}
