/** Nobody goes round for ever without time passing: `engine/validation/loops`. */

import { readDuration } from "@/definition/times";
import type { Duration, Journey, Limit, Step, StepId, WaitStep } from "@/definition/types";
import type { Problem } from "../problem";
import { found } from "./finding";
import { type Graph, waysOf } from "./graph";

const HINT =
  "Put a wait for a duration, a time of day or an event somewhere on the way round. A " +
  "condition may hold at once, and a date or a day of the journey may be past.";

export function* loopProblems(journey: Journey): Generator<Problem> {
  let graph = trimmed(
    new Map(Object.entries(journey.steps).map(([id, step]) => [id, new Set(atOnce(step))])),
  );
  while (graph.size > 0) {
    const loop = aLoop(graph);
    const [first = ""] = loop;
    const shown = [...loop, first].map((id) => `“${id}”`).join(" → ");
    const message = `Customers would go round for ever without waiting: ${shown}.`;
    yield found("loop_without_wait", ["steps", first], message, HINT);
    graph = trimmed(new Map([...graph].filter(([id]) => !loop.includes(id))));
  }
}

/**
 * Where a customer may go on to without any time passing, also on a second visit.
 *
 * A condition may hold already. A date, and a day of the journey, may be past: it passes only once, and
 * holds nobody up the second time. A message that is left out is not waited for.
 */
export function atOnce(step: Step): StepId[] {
  const ways = waysOf(step);
  return [...new Set(takenAtOnce(step, ways))].flatMap((outlet) => ways.get(outlet) ?? []);
}

function takenAtOnce(step: Step, ways: ReadonlyMap<string, StepId>): Iterable<string> {
  const orNext = (outlet: string) => (ways.has(outlet) ? outlet : "next");
  switch (step.type) {
    case "wait":
      return afterWait(step);
    case "task":
      if (step.outcomes == null) return ways.keys();
      return [
        ...(step.due != null && !lasts(step.due) ? ["overdue"] : []),
        ...(step.skip_when != null ? [orNext("skipped")] : []),
      ];
    case "approve":
      return lasts(step.due) ? [] : [step.silence ?? "approved"];
    case "survey":
      return [
        orNext("skipped"),
        orNext("failed"),
        ...(takesTime(step.at_most) ? [] : [orNext("no_answer")]),
      ];
    default:
      return ways.keys();
  }
}

function afterWait({ for: duration, until, at_most }: WaitStep): string[] {
  if (until == null) return duration != null && lasts(duration) ? [] : PASSES;
  // Only what comes after the wait began counts.
  if ("event" in until) return takesTime(at_most) ? [] : ["timeout"];
  if ("when" in until) return takesTime(at_most) ? ["happened"] : ["happened", "timeout"];
  return "time" in until ? [] : PASSES;
}

const PASSES = ["next", "passed", "timeout"];

const takesTime = (limit: Limit | undefined): boolean => typeof limit === "string" && lasts(limit);

/** What is no duration yet is taken to become one. */
const lasts = (duration: Duration): boolean => readDuration(duration ?? "")?.amount !== 0;

/** What is left when steps that lead nowhere within the graph are taken out, again and again. */
function trimmed(graph: Graph): Graph {
  const left = new Map(
    [...graph].map(([id, targets]): [StepId, Set<StepId>] => [id, new Set(targets)]),
  );
  const into = new Map<StepId, StepId[]>();
  for (const [id, targets] of left)
    for (const target of targets) {
      if (!left.has(target)) targets.delete(target);
      else if (into.get(target)?.push(id) === undefined) into.set(target, [id]);
    }
  const leaving = [...left.keys()].filter((id) => left.get(id)?.size === 0);
  for (let id = leaving.pop(); id !== undefined; id = leaving.pop()) {
    left.delete(id);
    for (const source of into.get(id) ?? []) {
      const targets = left.get(source);
      if (targets?.delete(id) && targets.size === 0) leaving.push(source);
    }
  }
  return left;
}

/** One loop of a graph in which every step leads on. Always the same one. */
function aLoop(graph: Graph): StepId[] {
  const walked: StepId[] = [];
  let [step = ""] = graph.keys();
  while (!walked.includes(step)) {
    walked.push(step);
    [step = ""] = [...(graph.get(step) ?? [])].sort();
  }
  return walked.slice(walked.indexOf(step));
}
