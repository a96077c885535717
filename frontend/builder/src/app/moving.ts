/** Where the arrow keys lead: down and up with the flow, left and right between ways. */

import { ENTRY, linksFrom, mainOutlet } from "@/definition/links";
import type { Journey, StepId } from "@/definition/types";
import { flowOf, graphOf } from "@/model/graph";

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

/**
 * What is drawn nearest below: the first step of a way of its own, on the way most customers take if
 * it has one; otherwise what ways meet at. What leads back leads there only where nothing goes down.
 */
function below(journey: Journey, from: StepId): StepId | undefined {
  if (from === ENTRY) return journey.start;
  const step = journey.steps[from];
  if (!step) return undefined;
  const graph = graphOf(flowOf(journey));
  const main = mainOutlet(step);
  const all = graph.links.get(from) ?? [];
  const most = all.find(({ outlet }) => outlet === main);
  const down = all.filter(({ back }) => !back);
  const own = down.filter(({ target }) => graph.lanes.has(target));
  if (most && own.includes(most)) return most.target;
  if (own[0]) return own[0].target;
  const targets = new Set(down.map(({ target }) => target));
  return graph.order.find((id) => targets.has(id)) ?? most?.target;
}

function above(journey: Journey, from: StepId): StepId | undefined {
  if (from === ENTRY) return undefined;
  const { links, order } = graphOf(flowOf(journey));
  const leads = (id: StepId, back: boolean) =>
    links.get(id)?.some((link) => link.target === from && link.back === back);
  if (from === journey.start) return ENTRY;
  // Of several the nearest; what leads back to it stands above only where nothing else does.
  return order.findLast((id) => leads(id, false)) ?? order.findLast((id) => leads(id, true));
}

/** The next way out of the step that leads here. */
function beside(journey: Journey, from: StepId, by: 1 | -1): StepId {
  const parent = above(journey, from);
  if (parent === undefined) return from;
  const targets = [...new Set(linksFrom(journey, parent).map(([, target]) => target))];
  return targets[targets.indexOf(from) + by] ?? from;
}
