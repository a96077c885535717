/** Which events a journey looks at: those that let customers in, are waited for, asked about, or tick what
 * is to be done. */

import type { Journey } from "./types";

/** Values that are sent or written, where `event` is a name like any other. */
const SAID: ReadonlySet<string> = new Set(["data", "set"]);

/** Each once, in the order in which the journey comes to them. */
export function eventsIn(journey: Journey): readonly string[] {
  const { entry, goal, exit, steps, templates } = journey;
  return [...new Set([entry, goal, exit, steps, templates].flatMap((part) => [...named(part)]))];
}

function* named(part: unknown): Generator<string> {
  if (typeof part !== "object" || part === null) return;
  for (const [key, value] of Object.entries(part)) {
    if (key === "event" && typeof value === "string" && value !== "") yield value;
    else if (!SAID.has(key)) yield* named(value);
  }
}
