import { expect, test } from "vitest";
import type { StepId } from "@/definition/types";
import { told } from "@/testing/shared";
import { invented } from "./edits/samples";
import { flowOf, type Graph, graphOf } from "./graph";
import { governed, reached, reachedFrom } from "./reach";

interface Said {
  order: StepId[];
  links: Record<StepId, [outlet: string, target: StepId, back: boolean][]>;
  under: Record<StepId, StepId[]>;
  lanes: StepId[];
}

const asSaid = (graph: Graph): Said => ({
  order: [...graph.order],
  links: Object.fromEntries(
    [...graph.links].map(([source, leaving]) => [
      source,
      leaving.map(({ outlet, target, back }) => [outlet, target, back]),
    ]),
  ),
  under: Object.fromEntries([...graph.under].map(([step, below]) => [step, [...below]])),
  lanes: [...graph.lanes].sort(),
});

test.each(told<Said>("graphs.json"))("$key has the shape Python sees", ({ journey, said }) => {
  expect(asSaid(graphOf(flowOf(journey)))).toEqual(said);
});

/** What a step is the dominator of, and what those are. */
function below(graph: Graph, step: StepId): ReadonlySet<StepId> {
  const found = new Set([step]);
  for (const each of found) for (const next of graph.under.get(each) ?? []) found.add(next);
  return found;
}

test("what a step governs is drawn below it, and not reached without it", () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const journey = invented(seed, 3 + (seed % 30));
    const graph = graphOf(flowOf(journey));
    for (const step of reached(journey)) {
      const otherwise = reachedFrom(journey, [journey.start], step);
      expect(governed(journey, step)).toContain(step);
      for (const each of governed(journey, step)) {
        expect(below(graph, step)).toContain(each);
        expect(otherwise).not.toContain(each);
      }
    }
  }
});
