/** A wait waits for exactly one thing, says where it leads, and not for ever: `engine/validation/waits`. */

import type { Journey, UntilDate, WaitStep } from "@/definition/types";
import type { Problem } from "../problem";
import { hadByAll } from "./entrants";
import { found, type Path, warning } from "./finding";

export function* waitProblems(journey: Journey): Generator<Problem> {
  for (const [id, step] of Object.entries(journey.steps))
    if (step.type === "wait") yield* ofWait(journey, ["steps", id], step);
}

function* ofWait(journey: Journey, path: Path, step: WaitStep): Generator<Problem> {
  const { until } = step;
  if (step.for == null && until == null) {
    yield found("wait_for_nothing", path, "This wait does not say what it waits for.");
  } else if (step.for != null && until != null) yield found("wait_for_two", path);
  else if (until && "event" in until)
    yield* forSomething(path, step, until.event ? `“${until.event}” happens` : "its event happens");
  else if (until && "when" in until) yield* forSomething(path, step, "its condition holds");
  else if (until && "date" in until) yield* forDate(journey, path, step, until);
  else yield* forTime(path, step);
}

function* forTime(path: Path, step: WaitStep): Generator<Problem> {
  yield* next(path, step);
  if (step.on != null) yield found("wait_outlets", [...path, "on"]);
  if (step.at_most != null) yield found("wait_limit", [...path, "at_most"]);
}

function* forDate(
  journey: Journey,
  path: Path,
  step: WaitStep,
  until: UntilDate,
): Generator<Problem> {
  yield* next(path, step);
  yield* notHere(path, step, "happened");
  const skips = until.passed === "skip";
  if (skips && step.on?.passed == null) {
    const message = "This wait does not say where to go when the date has passed.";
    yield found("passed_without_way", [...path, "on"], message);
  }
  if (!skips && step.on?.passed != null) yield found("passed_never", [...path, "on", "passed"]);
  yield* timeout(path, step, "nobody knows the date in time");
  if (step.at_most == null && !hadByAll(journey).has(until.date?.trait ?? "")) {
    const message = `Customers without ${until.date?.trait || "the date"} wait here for ever.`;
    yield warning("date_unknown", path, message);
  }
}

function* forSomething(path: Path, step: WaitStep, what: string): Generator<Problem> {
  if (step.next != null) yield found("wait_next", [...path, "next"]);
  if (step.on?.happened == null) {
    const message = `This wait does not say where to go when ${what}.`;
    yield found("wait_without_on", [...path, "on"], message);
  }
  yield* notHere(path, step, "passed");
  yield* timeout(path, step, `it takes too long until ${what}`);
  if (step.at_most == null && step.on?.timeout == null) {
    const message = `Customers wait here for ever unless ${what}.`;
    yield warning("endless_wait", path, message);
  }
}

function* next(path: Path, step: WaitStep): Generator<Problem> {
  if (step.next != null) return;
  const message = "This wait does not say where it leads.";
  yield found("wait_without_next", [...path, "next"], message);
}

function* notHere(path: Path, step: WaitStep, outlet: "happened" | "passed"): Generator<Problem> {
  if (step.on?.[outlet] != null) yield found("wait_outlets", [...path, "on", outlet]);
}

function* timeout(path: Path, step: WaitStep, when: string): Generator<Problem> {
  if (step.at_most == null && step.on?.timeout != null)
    yield found("timeout_never", [...path, "on", "timeout"]);
  if (step.at_most != null && step.on?.timeout == null) {
    const message = `This wait does not say where to go when ${when}.`;
    yield found("wait_without_timeout", [...path, "on"], message);
  }
}
