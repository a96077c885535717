/** Which events a journey looks at: those that let customers in, are waited for or asked about. */

import type { Journey } from "./types";

/** Values that are sent or written, where `event` is a name like any other. */
const SAID: ReadonlySet<string> = new Set(["data", "set"]);

/** Each once, in the order in which the journey comes to them. */
export function eventsIn({ entry, goal, exit, steps }: Journey): readonly string[] {
  return [...new Set([entry, goal, exit, steps].flatMap((part) => [...named(part)]))];
}

function* named(part: unknown): Generator<string> {
  if (typeof part !== "object" || part === null) return;
  for (const [key, value] of Object.entries(part)) {
    if (key === "event" && typeof value === "string" && value !== "") yield value;
    else if (!SAID.has(key)) yield* named(value);
  }
}
