/** The time ruler in words: on which day of the journey each step is reached. */

import type { Journey, StepId } from "@/definition/types";
import { ruler } from "./ruler";

/** `Day 1`, `Day 3 to 7`: the earliest and the typical day. Day 1 is the day of entry. */
export function daysInWords(journey: Journey): ReadonlyMap<StepId, string> {
  const found = new Map<StepId, string>();
  for (const [step, reach] of Object.entries(ruler(journey))) {
    if (reach.earliest === null) continue;
    const first = dayOf(reach.earliest);
    const typical = reach.typical === null ? first : dayOf(reach.typical);
    found.set(step, typical > first ? `Day ${first} to ${typical}` : `Day ${first}`);
  }
  return found;
}

/** Fractions that were added up may fall short of the whole by next to nothing. */
const dayOf = (days: number): number => Math.floor(days + 1e-6) + 1;
