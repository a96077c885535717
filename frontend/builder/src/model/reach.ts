/** Which steps customers can come to, and what would be cut off without one of them. */

import { linksFrom } from "@/definition/links";
import type { Journey, StepId } from "@/definition/types";

/** Every step that links lead to from `from`, that step included; steps that do not exist are not. */
export function reachedFrom(
  journey: Journey,
  from: Iterable<StepId>,
  without?: StepId,
): ReadonlySet<StepId> {
  const seen = new Set<StepId>();
  const waiting = [...from];
  for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
    if (seen.has(step) || step === without || !Object.hasOwn(journey.steps, step)) continue;
    seen.add(step);
    for (const [, target] of linksFrom(journey, step)) waiting.push(target);
  }
  return seen;
}

export const reached = (journey: Journey): ReadonlySet<StepId> =>
  reachedFrom(journey, [journey.start]);

/**
 * The steps that nothing but this step leads to, itself included. Of a step that is not reached at
 * all: itself and what it alone leads to.
 */
export function governed(journey: Journey, id: StepId): ReadonlySet<StepId> {
  const otherwise = reachedFrom(journey, entrances(journey, id), id);
  const below = reachedFrom(journey, [id]);
  return new Set([...below].filter((step) => step === id || !otherwise.has(step)));
}

/** The start, and every step that is not reached from it nor through `id`. */
function entrances(journey: Journey, id: StepId): StepId[] {
  const seen = reached(journey);
  const below = reachedFrom(journey, [id]);
  const aside = Object.keys(journey.steps).filter((step) => !seen.has(step) && !below.has(step));
  return [journey.start, ...aside];
}
