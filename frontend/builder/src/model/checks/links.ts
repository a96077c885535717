/** Every link arrives, every step is reached, and it comes to an end: `engine/validation/links`. */

import { links } from "@/definition/links";
import type { Journey, Step, StepId } from "@/definition/types";
import type { Problem } from "../problem";
import { found, meant, type Path, warning } from "./finding";
import { backwards, graphOf, reachable } from "./graph";

export function* linkProblems(journey: Journey): Generator<Problem> {
  yield* dangling(journey);
  if (Object.values(journey.steps).every(({ type }) => type === "exit")) {
    const message = "This journey does nothing yet: whoever enters is at its end at once.";
    yield warning("does_nothing", ["steps"], message, "Add a step before the end.");
  }
  const graph = graphOf(journey);
  const reached = reachable(graph, [journey.start]);
  yield* unreachable(journey, reached);
  const exits = Object.keys(journey.steps).filter((id) => journey.steps[id]?.type === "exit");
  yield* endless(journey, reached, reachable(backwards(graph), exits));
}

function* dangling(journey: Journey): Generator<Problem> {
  for (const [path, target] of allWritten(journey)) {
    if (Object.hasOwn(journey.steps, target)) continue;
    const hint = meant(target, Object.keys(journey.steps));
    const message = target ? `There is no step “${target}”.` : "This leads nowhere yet.";
    yield found("dangling_link", path, message, hint);
  }
}

function* allWritten(journey: Journey): Generator<[path: Path, target: StepId]> {
  yield [["start"], journey.start];
  for (const [id, step] of Object.entries(journey.steps))
    for (const [path, target] of written(step)) yield [["steps", id, ...path], target];
}

/** Every link of a step, and where it stands. */
function written(step: Step): [path: Path, target: StepId][] {
  switch (step.type) {
    case "branch":
      return [
        ...step.cases.map(({ next }, number): [Path, StepId] => [["cases", number, "next"], next]),
        [["otherwise"], step.otherwise],
      ];
    case "split":
      return step.ways.map(({ next }, number) => [["ways", number, "next"], next]);
    case "go_to":
      return [[["to"], step.to]];
    default:
      return links(step).map(([outlet, target]) => [
        outlet === "next" ? ["next"] : ["on", outlet],
        target,
      ]);
  }
}

function* unreachable(journey: Journey, reached: ReadonlySet<StepId>): Generator<Problem> {
  for (const id of Object.keys(journey.steps)) {
    if (reached.has(id)) continue;
    const message = `Nobody can come to “${id}”: no step that is reached leads to it.`;
    yield warning("unreachable_step", ["steps", id], message);
  }
}

/** Steps from which no exit step can be reached. One finding, at the first of them. */
function* endless(
  journey: Journey,
  reached: ReadonlySet<StepId>,
  ending: ReadonlySet<StepId>,
): Generator<Problem> {
  const trapped = Object.keys(journey.steps).find((id) => reached.has(id) && !ending.has(id));
  if (trapped === undefined) return;
  const message = `From “${trapped}” on, no way leads to an exit: the journey never ends there.`;
  yield warning("no_way_to_an_exit", ["steps", trapped], message);
}
