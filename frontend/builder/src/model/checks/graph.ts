/** The journey as a graph of steps, and what can be reached in it: `engine/validation/graph`. */

import { links } from "@/definition/links";
import type { Journey, Step, StepId } from "@/definition/types";

/** Every step and those it leads to. */
export type Graph = ReadonlyMap<StepId, ReadonlySet<StepId>>;

/** Where a step leads by each outlet; of two of one name, the last one counts. */
export const waysOf = (step: Step): ReadonlyMap<string, StepId> => new Map(links(step));

export function graphOf(journey: Journey): Graph {
  return new Map(
    Object.entries(journey.steps).map(([id, step]) => [id, new Set(waysOf(step).values())]),
  );
}

/** The steps one can come to, those one begins at included. */
export function reachable(graph: Graph, from: Iterable<StepId>): ReadonlySet<StepId> {
  const seen = new Set<StepId>();
  const waiting = [...from];
  for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
    const targets = graph.get(step);
    if (!targets || seen.has(step)) continue;
    seen.add(step);
    waiting.push(...targets);
  }
  return seen;
}

/** The same, each link the other way round. */
export function backwards(graph: Graph): Graph {
  const into = new Map<StepId, Set<StepId>>([...graph.keys()].map((step) => [step, new Set()]));
  for (const [step, targets] of graph) for (const target of targets) into.get(target)?.add(step);
  return into;
}
