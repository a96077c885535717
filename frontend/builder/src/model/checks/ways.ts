/** Each way out has a name of its own, is taken by somebody, and none is missing: `engine/validation/ways`. */

import { OUTLETS } from "@/definition/links";
import type {
  BranchStep,
  Journey,
  SplitStep,
  StepId,
  SurveyStep,
  TaskStep,
} from "@/definition/types";
import { RESERVED } from "../edits/tasks";
import type { Problem } from "../problem";
import { found, meant, type Path, warning } from "./finding";

const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  nps: ["promoter", "passive", "detractor"],
  csat: ["satisfied", "neutral", "dissatisfied"],
};
const EVERY_SURVEY: readonly string[] = ["no_answer", "skipped", "failed"];

export function* wayProblems(journey: Journey): Generator<Problem> {
  for (const [id, step] of Object.entries(journey.steps)) {
    const path: Path = ["steps", id];
    if (step.type === "branch") yield* cases(path, step);
    if (step.type === "split") yield* split(path, step);
    if (step.type === "task") yield* task(path, id, step);
    if (step.type === "survey") yield* survey(path, step);
  }
}

function* cases(path: Path, step: BranchStep): Generator<Problem> {
  const names = ["otherwise", ...step.cases.map((each) => each.id)];
  for (const number of repeated(names)) {
    const message = `Another way out of this branch is already called “${names[number]}”.`;
    yield found("duplicate_case", [...path, "cases", number - 1, "id"], message);
  }
}

function* split(path: Path, step: SplitStep): Generator<Problem> {
  const names = step.ways.map((way) => way.id);
  for (const number of repeated(names)) {
    const message = `Another way of this split is already called “${names[number]}”.`;
    yield found("duplicate_way", [...path, "ways", number, "id"], message);
  }
  if (new Set(step.ways.map((way) => way.next)).size === 1) {
    const message = "All ways of this split lead to the same step, so it parts nobody.";
    yield warning("split_to_one", [...path, "ways"], message, "Lead one of them elsewhere.");
  }
}

function* task(path: Path, id: StepId, step: TaskStep): Generator<Problem> {
  yield* buttons(path, step);
  yield* unknownWays(path, step);
  yield* missingWays(path, step);
  const overdue = leads(step, "overdue");
  if (overdue && step.due == null) {
    const message = "This task is never overdue: nothing says by when it is due.";
    yield found("overdue_without_due", [...path, "on", "overdue"], message);
  } else if (overdue && step.outcomes == null) {
    const message = "Without answers nobody waits for this task, so this way is never taken.";
    yield found("overdue_never", [...path, "on", "overdue"], message);
  }
  if (step.outcomes != null && !overdue) {
    const message = `If nobody answers “${id}”, customers wait here for ever.`;
    yield warning("endless_wait", path, message);
  }
}

function* buttons(path: Path, { outcomes }: TaskStep): Generator<Problem> {
  for (const number of repeated(outcomes ?? [])) {
    const where = [...path, "outcomes", number];
    const message = `“${outcomes?.[number]}” is here twice.`;
    yield found("duplicate_outcome", where, message, "Keep one of them.");
  }
  for (const [number, outcome] of (outcomes ?? []).entries()) {
    if (!RESERVED.includes(outcome)) continue;
    const message = `“${outcome}” is what Onward says of a task itself; no answer can be that.`;
    const where = [...path, "outcomes", number];
    yield found("reserved_button", where, message, "Choose another word.");
  }
}

function* unknownWays(path: Path, step: TaskStep): Generator<Problem> {
  const known = [...(step.outcomes ?? []), "overdue", "skipped"];
  for (const outlet of Object.keys(step.on ?? {})) {
    if (known.includes(outlet)) continue;
    const message = `“${outlet}” is not one of this task’s answers.`;
    yield found("unknown_outcome", [...path, "on", outlet], message, meant(outlet, known));
  }
}

function* missingWays(path: Path, step: TaskStep): Generator<Problem> {
  if (step.next != null) return;
  if (step.outcomes == null) {
    const message = "This task does not say where the journey goes on.";
    yield found("task_without_next", [...path, "next"], message);
    return;
  }
  for (const [number, outcome] of step.outcomes.entries()) {
    if (leads(step, outcome) || RESERVED.includes(outcome)) continue;
    const message = `Nothing says where “${outcome}” leads.`;
    yield found("outcome_without_way", [...path, "outcomes", number], message);
  }
  if (step.skip_when != null && !leads(step, "skipped")) {
    const message = "Nothing says where the journey goes on when this task is skipped.";
    yield found("skipped_without_way", [...path, "on"], message);
  }
}

const leads = (step: TaskStep, outlet: string): boolean => Object.hasOwn(step.on ?? {}, outlet);

function* survey(path: Path, step: SurveyStep): Generator<Problem> {
  const answers = ANSWERS[step.kind];
  if (!answers) return;
  for (const outlet of OUTLETS.survey) {
    if (step.on?.[outlet] == null || answers.includes(outlet) || EVERY_SURVEY.includes(outlet))
      continue;
    const kind = step.kind.toUpperCase();
    const message = `“${outlet}” is not an answer to ${kind}; nobody goes this way.`;
    yield found("wrong_answer", [...path, "on", outlet], message);
  }
}

/** The places of names that came before. */
const repeated = (names: readonly string[]): number[] =>
  [...names.keys()].filter((number) => names.indexOf(names[number] ?? "") < number);
