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
    const message = "This wait does not say what it waits for.";
    const hint =
      "Add “for:” with a duration, or “until:” with a day, a time, a date, an event or a condition.";
    yield found("wait_for_nothing", path, message, hint);
  } else if (step.for != null && until != null) {
    const message = "This wait says both “for” and “until”.";
    const hint = "Keep one of them. To wait for an event, but not too long, use “at_most”.";
    yield found("wait_for_two", path, message, hint);
  } else if (until && "event" in until)
    yield* forSomething(path, step, until.event ? `“${until.event}” happens` : "its event happens");
  else if (until && "when" in until) yield* forSomething(path, step, "its condition holds");
  else if (until && "date" in until) yield* forDate(journey, path, step, until);
  else yield* forTime(path, step);
}

function* forTime(path: Path, step: WaitStep): Generator<Problem> {
  yield* next(path, step);
  if (step.on != null) {
    const message = "“on” is for waits that may end in several ways; this one passes by itself.";
    yield found("wait_outlets", [...path, "on"], message, "Use “next:” instead.");
  }
  if (step.at_most != null) {
    const message = "“at_most” is for waits that may not end; this one has an end already.";
    yield found("wait_limit", [...path, "at_most"], message, "Remove it.");
  }
}

function* forDate(
  journey: Journey,
  path: Path,
  step: WaitStep,
  until: UntilDate,
): Generator<Problem> {
  yield* next(path, step);
  yield* notHere(path, step, "happened", "a date leads to “next”");
  const skips = until.passed === "skip";
  if (skips && step.on?.passed == null) {
    const message = "This wait does not say where to go when the date has passed.";
    const hint = "Add “passed:” under “on”, or write “passed: now” to go on to “next”.";
    yield found("passed_without_way", [...path, "on"], message, hint);
  }
  if (!skips && step.on?.passed != null) {
    const message = "Nobody goes this way: a date that has passed leads to “next” here.";
    const hint = "Write “passed: skip” under “until”, or remove it.";
    yield found("passed_never", [...path, "on", "passed"], message, hint);
  }
  yield* timeout(path, step, "nobody knows the date in time");
  if (step.at_most == null && !hadByAll(journey).has(until.date?.trait ?? "")) {
    const message = `Customers without ${until.date?.trait || "the date"} wait here for ever.`;
    const hint = "Add “at_most: 30d”, and “timeout:” under “on”, or fine if it is sure to come.";
    yield warning("date_unknown", path, message, hint);
  }
}

function* forSomething(path: Path, step: WaitStep, what: string): Generator<Problem> {
  if (step.next != null) {
    const message = "This wait leads to “on.happened” and “on.timeout”, never to “next”.";
    yield found("wait_next", [...path, "next"], message, "Move it to “on: {happened: …}”.");
  }
  if (step.on?.happened == null) {
    const message = `This wait does not say where to go when ${what}.`;
    yield found("wait_without_on", [...path, "on"], message, "Add “on: {happened: …}”.");
  }
  yield* notHere(path, step, "passed", "only a date can have passed");
  yield* timeout(path, step, `it takes too long until ${what}`);
  if (step.at_most == null && step.on?.timeout == null) {
    const message = `Customers wait here for ever unless ${what}.`;
    yield warning("endless_wait", path, message, "Add “at_most: 14d”, and “timeout:” under “on”.");
  }
}

function* next(path: Path, step: WaitStep): Generator<Problem> {
  if (step.next != null) return;
  const message = "This wait does not say where it leads.";
  yield found("wait_without_next", [...path, "next"], message, "Add “next:”.");
}

function* notHere(
  path: Path,
  step: WaitStep,
  outlet: "happened" | "passed",
  why: string,
): Generator<Problem> {
  if (step.on?.[outlet] == null) return;
  const message = `Nobody goes this way: ${why}.`;
  yield found("wait_outlets", [...path, "on", outlet], message, "Remove it.");
}

function* timeout(path: Path, step: WaitStep, when: string): Generator<Problem> {
  if (step.at_most == null && step.on?.timeout != null) {
    const message = "Nothing says when “timeout” is taken.";
    yield found("timeout_never", [...path, "on", "timeout"], message, "Add “at_most: 14d”.");
  }
  if (step.at_most != null && step.on?.timeout == null) {
    const message = `This wait does not say where to go when ${when}.`;
    yield found("wait_without_timeout", [...path, "on"], message, "Add “timeout:” under “on”.");
  }
}
