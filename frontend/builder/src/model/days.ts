/** The time ruler in words: on which day of the journey each step is reached. */

import type { Journey, Step, StepId } from "@/definition/types";
import { type Reach, ruler } from "./ruler";

/** Day 1 is the day of entry. */
export interface Days {
  /**
   * `Day 4`, `Day 1 to 4`, `Day 4 or later`: from the earliest day to the latest. `Day 7, then in its
   * hours` where it then waits for hours of its own.
   */
  range: string;
  /** `Typically day 3`; null: nobody can say, or the range says it. */
  typical: string | null;
}

export function daysInWords(journey: Journey): ReadonlyMap<StepId, Days> {
  const found = new Map<StepId, Days>();
  for (const [step, reach] of Object.entries(ruler(journey)))
    if (reach.earliest !== null)
      found.set(step, inWords(reach.earliest, reach, hasHours(journey.steps[step])));
  return found;
}

function inWords(earliest: number, { typical, latest }: Reach, waits: boolean): Days {
  const first = dayOf(earliest);
  const last = latest === null ? null : dayOf(latest);
  const usual = typical === null || first === last ? null : `Typically day ${dayOf(typical)}`;
  const range = rangeOf(first, last);
  return { range: waits ? `${range}, then in its hours` : range, typical: usual };
}

function hasHours(step: Step | undefined): boolean {
  const window = step && "send" in step ? step.send?.window : undefined;
  return typeof window === "object" && window !== null;
}

function rangeOf(first: number, last: number | null): string {
  if (last === null) return `Day ${first} or later`;
  return last > first ? `Day ${first} to ${last}` : `Day ${first}`;
}

/** Fractions that were added up may fall short of the whole by next to nothing. */
const dayOf = (days: number): number => Math.floor(days + 1e-6) + 1;
