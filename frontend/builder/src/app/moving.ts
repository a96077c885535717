/** Where the arrow keys lead: down and up with the flow, left and right between ways. */

import { drawnOf, hiding } from "@/canvas/drawn";
import { ENTRY, linksFrom, mainOutlet } from "@/definition/links";
import type { Journey, StepId } from "@/definition/types";
import { type Graph, graphOf } from "@/model/graph";

export type Direction = "up" | "down" | "left" | "right";

/** The step in that direction, or the same one where there is none. Nothing leads into what is folded. */
export function neighbour(
  journey: Journey,
  from: StepId,
  direction: Direction,
  folded: ReadonlySet<StepId> = new Set(),
): StepId {
  const hider = hiding(journey, folded, from).find((id) => !hiding(journey, folded, id).length);
  if (hider !== undefined) return hider;
  const graph = shownOf(journey, folded);
  switch (direction) {
    case "down":
      return below(journey, graph, from) ?? from;
    case "up":
      return above(graph, from) ?? from;
    case "left":
      return beside(graph, from, -1);
    case "right":
      return beside(graph, from, 1);
  }
}

/** What is drawn, and jumps besides: their chips are steps one can go on from. */
function shownOf(journey: Journey, folded: ReadonlySet<StepId>): Graph {
  const { steps, hidden, links } = drawnOf(journey, folded);
  return graphOf({
    steps,
    links: (step) => (hidden.has(step) ? links(step) : linksFrom(journey, step)),
  });
}

/**
 * What is drawn nearest below: the first step of a way of its own, on the way most customers take if
 * it has one; otherwise what ways meet at. What leads back leads there only where nothing goes down.
 */
function below(journey: Journey, graph: Graph, from: StepId): StepId | undefined {
  if (from === ENTRY) return journey.start;
  const step = journey.steps[from];
  if (!step) return undefined;
  const main = mainOutlet(step);
  const ways = graph.links.get(from) ?? [];
  const most = ways.find(({ outlet }) => outlet === main);
  const down = ways.filter(({ back }) => !back);
  const own = down.filter(({ target }) => graph.lanes.has(target));
  if (most && own.includes(most)) return most.target;
  if (own[0]) return own[0].target;
  const targets = new Set(down.map(({ target }) => target));
  return graph.order.find((id) => targets.has(id)) ?? most?.target;
}

function above({ links, order }: Graph, from: StepId): StepId | undefined {
  const leads = (id: StepId, back: boolean) =>
    links.get(id)?.some((link) => link.target === from && link.back === back);
  // What begins the journey, or a part that nothing leads to, stands below the way in.
  if (leads(ENTRY, false)) return ENTRY;
  // Of several the nearest; what leads back to it stands above only where nothing else does.
  return order.findLast((id) => leads(id, false)) ?? order.findLast((id) => leads(id, true));
}

/** The next way out of the step that leads here. */
function beside(graph: Graph, from: StepId, by: 1 | -1): StepId {
  const parent = above(graph, from);
  if (parent === undefined) return from;
  const targets = [...new Set((graph.links.get(parent) ?? []).map(({ target }) => target))];
  return targets[targets.indexOf(from) + by] ?? from;
}
