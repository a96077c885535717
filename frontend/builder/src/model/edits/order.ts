/** The order steps are written in: it follows the flow, so that files read from top to bottom. */

import { ENTRY } from "@/definition/links";
import type { Journey, Step, StepId } from "@/definition/types";

/** The journey with these steps written right after `after`; `ENTRY`: first. */
export function withSteps(
  journey: Journey,
  added: Readonly<Record<StepId, Step>>,
  after: StepId,
): Journey {
  const present = Object.entries(journey.steps).filter(([id]) => !Object.hasOwn(added, id));
  const place = after === ENTRY ? 0 : present.findIndex(([id]) => id === after) + 1;
  const at = after !== ENTRY && place === 0 ? present.length : place;
  const steps = [...present.slice(0, at), ...Object.entries(added), ...present.slice(at)];
  return { ...journey, steps: Object.fromEntries(steps) };
}
