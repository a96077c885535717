/** The time ruler in words: on which day of the journey each step is reached. */

import type { Journey, Sending, Step, StepId } from "@/definition/types";
import { daysInWords as weekdays } from "@/sentences/calendar";
import { type Reach, ruler } from "./ruler";

/** Day 1 is the day of entry. */
export interface Days {
  /**
   * `Day 4`, `Day 1 to 4`, `Day 4 or later`: from the earliest day to the latest. `Day 7, then in its
   * hours` where it then waits for hours of its own.
   */
  range: string;
  /**
   * `Typically day 3`, and the hours for which what it sends may wait; null: nobody can say, or the
   * range says it.
   */
  typical: string | null;
}

type Hours = Sending["window"] | null;

export function daysInWords(journey: Journey): ReadonlyMap<StepId, Days> {
  const found = new Map<StepId, Days>();
  for (const [step, reach] of Object.entries(ruler(journey)))
    if (reach.earliest !== null)
      found.set(step, inWords(reach.earliest, reach, journey.steps[step], journey.send?.window));
  return found;
}

function inWords(
  earliest: number,
  { typical, latest }: Reach,
  step: Step | undefined,
  ofAll: Hours,
): Days {
  const first = dayOf(earliest);
  const last = latest === null ? null : dayOf(latest);
  const usual = typical === null || first === last ? null : `Typically day ${dayOf(typical)}`;
  const range = rangeOf(first, last);
  const own = step && "template" in step ? step.send?.window : "always";
  const hours = own ?? ofAll;
  if (!hours || hours === "always") return { range, typical: usual };
  const which = `${weekdays(hours.days || "mon-fri")}, ${hours.from || "09:00"} to ${hours.to || "17:00"}`;
  const waits = `It waits for ${own ? "its" : "the journey’s"} hours: ${which}`;
  return {
    range: own ? `${range}, then in its hours` : range,
    typical: usual ? `${usual}. ${waits}` : waits,
  };
}

function rangeOf(first: number, last: number | null): string {
  if (last === null) return `Day ${first} or later`;
  return last > first ? `Day ${first} to ${last}` : `Day ${first}`;
}

/** Fractions that were added up may fall short of the whole by next to nothing. */
const dayOf = (days: number): number => Math.floor(days + 1e-6) + 1;
