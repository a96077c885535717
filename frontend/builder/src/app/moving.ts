/**
 * Where the arrow keys lead: down and up with the flow, left and right between ways, at the same
 * level. A way on which nothing stands is come to as well, since something may be added there.
 */

import { drawnOf, hiding } from "@/canvas/drawn";
import { ENTRY, type LinkRef, linksFrom, mainOutlet, targetOf } from "@/definition/links";
import type { Journey, StepId } from "@/definition/types";
import { type Graph, graphOf, type Link } from "@/model/graph";

export type Direction = "up" | "down" | "left" | "right";

/** What the keys are at: a step, or a way on which nothing stands. */
export type Spot = StepId | LinkRef;

/** What is in that direction, or the same where nothing is. Nothing leads into what is folded. */
export function neighbour(
  journey: Journey,
  from: Spot,
  direction: Direction,
  folded: ReadonlySet<StepId> = new Set(),
): Spot {
  const step = typeof from === "string" ? from : from.step;
  const hider = hiding(journey, folded, step).find((id) => !hiding(journey, folded, id).length);
  if (hider !== undefined) return hider;
  const graph = shownOf(journey, folded);
  switch (direction) {
    case "down":
      return below(journey, graph, from) ?? from;
    case "up":
      return step === from ? (above(graph, from) ?? from) : step;
    case "left":
      return beside(graph, from, -1);
    case "right":
      return beside(graph, from, 1);
  }
}

/** The step above or below as one reads: through a way to its end, then through the one beside it. */
export function inTurn(
  journey: Journey,
  from: StepId,
  by: 1 | -1,
  folded: ReadonlySet<StepId>,
): StepId {
  const { order } = shownOf(journey, folded);
  return order[order.indexOf(from) + by] ?? from;
}

/** What is drawn, and jumps besides: their chips are steps one can go on from. */
function shownOf(journey: Journey, folded: ReadonlySet<StepId>): Graph {
  const { steps, hidden, links } = drawnOf(journey, folded);
  return graphOf({
    steps,
    links: (step) => (hidden.has(step) ? links(step) : linksFrom(journey, step)),
  });
}

/** The first step of a way, or the way itself where it leads straight to what others lead to, too. */
function beginning(graph: Graph, { source: step, outlet, target, back }: Link): Spot {
  const alone = step === ENTRY || graph.links.get(step)?.length === 1;
  return alone || (graph.lanes.has(target) && !back) ? target : { step, outlet };
}

/**
 * What is drawn nearest below: the first step of a way of its own, on the way most customers take if
 * it has one; otherwise the way they take. What leads back leads there only where nothing goes down.
 */
function below(journey: Journey, graph: Graph, from: Spot): Spot | undefined {
  if (typeof from !== "string") return targetOf(journey, from);
  if (from === ENTRY) return journey.start;
  const step = journey.steps[from];
  if (!step) return undefined;
  // Of a branch’s, which are equal, the first.
  const main = step.type === "branch" ? undefined : mainOutlet(step);
  const ways = [...(graph.links.get(from) ?? [])].sort(
    (one, other) =>
      Number(one.back) - Number(other.back) ||
      Number(other.outlet === main) - Number(one.outlet === main),
  );
  const spots = ways.map((way) => beginning(graph, way));
  return spots.find((spot) => typeof spot === "string") ?? spots[0];
}

function above({ links, order }: Graph, from: StepId): StepId | undefined {
  const leads = (id: StepId, back: boolean) =>
    links.get(id)?.some((link) => link.target === from && link.back === back);
  // What begins the journey, or a part that nothing leads to, stands below the way in.
  if (leads(ENTRY, false)) return ENTRY;
  // Of several the nearest; what leads back to it stands above only where nothing else does.
  return order.findLast((id) => leads(id, false)) ?? order.findLast((id) => leads(id, true));
}

/** The step at the nearest level of the way beside this one: of the nearest way here that has one. */
function beside(graph: Graph, from: Spot, by: 1 | -1): Spot {
  const next = wayBeside(graph, from, by);
  const first = next && beginning(graph, next);
  if (typeof first !== "string") return first ?? from;
  const inside = new Set([first]);
  for (const step of inside) for (const each of graph.under.get(step) ?? []) inside.add(each);
  const level = levelsOf(graph);
  const here = typeof from === "string" ? level(from) : level(from.step) + 1;
  const off = (step: StepId) => Math.abs(level(step) - here);
  // Of several at that level, what stands nearest.
  const all = graph.order.filter((step) => inside.has(step));
  const nearest = by > 0 ? all : all.reverse();
  return nearest.reduce((best, step) => (off(step) < off(best) ? step : best));
}

/** The way out beside the one that leads here, out of the nearest step that has one on that side. */
function wayBeside({ links, under, lanes }: Graph, from: Spot, by: 1 | -1): Link | undefined {
  let at = from;
  for (;;) {
    const here = at;
    const parent =
      typeof here === "string"
        ? [...under.keys()].find((step) => under.get(step)?.includes(here))
        : here.step;
    if (parent === undefined) return undefined;
    const ways = links.get(parent) ?? [];
    const way = ways.findIndex(({ outlet, target, back }) =>
      typeof here === "string"
        ? // Where ways meet again is on none of them.
          target === here && !back && (lanes.has(here) || parent === ENTRY)
        : outlet === here.outlet,
    );
    const next = way < 0 ? undefined : ways[way + by];
    if (next) return next;
    at = parent;
  }
}

/** How many steps stand above each on its longest way, from what begins the part it is of. */
function levelsOf({ links, order }: Graph): (step: StepId) => number {
  const levels = new Map<StepId, number>();
  const level = (step: StepId) => levels.get(step) ?? 0;
  for (const step of [ENTRY, ...order])
    for (const { target, back } of links.get(step) ?? [])
      if (!back && level(target) !== 1)
        levels.set(target, Math.max(level(target), level(step) + 1));
  return level;
}
