/** Where the arrow keys lead: down and up with the flow, left and right between ways. */

import { ENTRY, linksFrom, linksTo, mainOutlet } from "@/definition/links";
import type { Journey, StepId } from "@/definition/types";

export type Direction = "up" | "down" | "left" | "right";

/** The step in that direction, or the same one where there is none. */
export function neighbour(journey: Journey, from: StepId, direction: Direction): StepId {
  switch (direction) {
    case "down":
      return below(journey, from) ?? from;
    case "up":
      return above(journey, from) ?? from;
    case "left":
      return beside(journey, from, -1);
    case "right":
      return beside(journey, from, 1);
  }
}

function below(journey: Journey, from: StepId): StepId | undefined {
  if (from === ENTRY) return journey.start;
  const step = journey.steps[from];
  if (!step) return undefined;
  const main = mainOutlet(step);
  return linksFrom(journey, from).find(([outlet]) => outlet === main)?.[1];
}

function above(journey: Journey, from: StepId): StepId | undefined {
  if (from === ENTRY) return undefined;
  const order = new Map(Object.keys(journey.steps).map((id, number) => [id, number]));
  const leading = linksTo(journey, from).map(({ step }) => step);
  // Of several, the one written last before it: the nearest, as a rule.
  const own = order.get(from) ?? 0;
  const before = leading.filter((step) => step === ENTRY || (order.get(step) ?? 0) < own);
  return before.at(-1) ?? leading[0];
}

/** The next way out of the step that leads here. */
function beside(journey: Journey, from: StepId, by: 1 | -1): StepId {
  const parent = above(journey, from);
  if (parent === undefined) return from;
  const targets = linksFrom(journey, parent).map(([, target]) => target);
  return targets[targets.indexOf(from) + by] ?? from;
}
