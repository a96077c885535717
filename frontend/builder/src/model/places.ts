/** What stands at a path of the definition, such as `steps.welcome.template`, before and after edits. */

import type { Journey } from "@/definition/types";

/** A step or the journey as a whole: something of it always changes. */
const WHOLE = /^(steps\.[^.]+)?$/;

/**
 * Whether another thing stands there now. A text that was there and is there still counts as the same,
 * so that what is said of it does not come and go as it is typed; so does a step as a whole.
 */
export function isAnother(before: Journey, now: Journey, path: string): boolean {
  if (WHOLE.test(path)) return false;
  const [was, is] = [valueAt(before, path), valueAt(now, path)];
  if (was === is) return false;
  if (typeof was === "string" && typeof is === "string") return was === "" || is === "";
  return JSON.stringify(was) !== JSON.stringify(is);
}

export function valueAt(journey: Journey, path: string): unknown {
  return path.split(".").reduce<unknown>((at, key) => {
    if (typeof at !== "object" || at === null) return undefined;
    return (at as Readonly<Record<string, unknown>>)[key];
  }, journey);
}
