/** What is written on links: when each way out of a step is taken. `engine/sentences/outlets` */

import { never } from "@/definition/links";
import { dayInWords, durationInWords, isByDate, isDay } from "@/definition/times";
import type {
  ApproveStep,
  BranchStep,
  Journey,
  Limit,
  SplitStep,
  StepId,
  SurveyStep,
  WaitStep,
} from "@/definition/types";
import { conditionSentence } from "./conditions";
import { type Names, NO_NAMES } from "./names";
import { onDate } from "./waits";
import { joined, nameInWords, plain, type Sentence, say, shareInWords, stepTitle } from "./words";

/** Null for the ordinary next, which needs no words. */
export function outletSentence(
  journey: Journey,
  id: StepId,
  outlet: string,
  names: Names = NO_NAMES,
): Sentence | null {
  const step = Object.hasOwn(journey.steps, id) ? journey.steps[id] : undefined;
  if (!step || step.type === "go_to") return null;
  if (step.type === "branch") return caseOf(journey, step, outlet, names);
  if (step.type === "split") return wayOf(step, outlet);
  if (outlet === "next") return null;
  switch (step.type) {
    case "task":
      return say(TASK.get(outlet) ?? nameInWords(outlet));
    case "approve":
      return approval(step, outlet);
    case "survey":
      return answer(step, outlet);
    case "wait":
      return waited(step, outlet);
    case "email":
    case "in_app":
    case "webhook":
    case "notify":
    case "update":
    case "enroll":
    case "exit":
      return say(ORDINARY.get(outlet) ?? nameInWords(outlet));
    default:
      return never(step);
  }
}

/**
 * The same for a drawing, where a way without words beside others that have some would be a riddle:
 * of a task or a survey it says who goes on by the ordinary next. `engine/drawing/ways`
 */
export function waySentence(
  journey: Journey,
  id: StepId,
  outlet: string,
  names: Names = NO_NAMES,
): Sentence | null {
  const step = Object.hasOwn(journey.steps, id) ? journey.steps[id] : undefined;
  if (outlet !== "next" || (step?.type !== "task" && step?.type !== "survey"))
    return outletSentence(journey, id, outlet, names);
  const on = step.on ?? {};
  const all = step.type === "task" ? (step.outcomes ?? []) : [...answersTo(step), "no_answer"];
  const rest = all.filter((each) => !Object.hasOwn(on, each));
  if (rest.length === all.length) return null;
  if (rest.length === 0 && !Object.hasOwn(on, "skipped")) return say("if skipped");
  const few = rest.length > 0 && rest.length <= MOST_NAMED;
  return few ? joined(rest.map(nameInWords), "or") : say("anything else");
}

/** So many are named; more would be no label any longer. */
const MOST_NAMED = 3;

const answersTo = ({ kind }: SurveyStep): readonly string[] =>
  kind === "csat" ? ["satisfied", "neutral", "dissatisfied"] : ["promoter", "passive", "detractor"];

type Words = ReadonlyMap<string, string>;

const ORDINARY: Words = new Map([
  ["skipped", "if skipped"],
  ["failed", "if it fails"],
]);
const TASK: Words = new Map([
  ["skipped", "if skipped"],
  ["overdue", "if overdue"],
]);
const ANSWERS: Words = new Map([
  ["promoter", "promoter (9 or 10)"],
  ["passive", "passive (7 or 8)"],
  ["detractor", "detractor (0 to 6)"],
  ["satisfied", "satisfied (4 or 5)"],
  ["neutral", "neutral (3)"],
  ["dissatisfied", "dissatisfied (1 or 2)"],
]);

function caseOf(journey: Journey, step: BranchStep, outlet: string, names: Names): Sentence {
  const found = step.cases.find((each) => each.id === outlet);
  if (!found) return say(nameInWords(outlet));
  return conditionSentence(found.when, (other) => stepTitle(journey, other), names);
}

function wayOf(step: SplitStep, outlet: string): Sentence {
  const whole = step.ways.reduce((sum, way) => sum + (way.weight ?? 1), 0);
  const way = step.ways.findLast((each) => each.id === outlet);
  const share = way ? ` (${shareInWords(way.weight ?? 1, whole)})` : "";
  return say(nameInWords(outlet), share);
}

function approval(step: ApproveStep, outlet: string): Sentence {
  const silent = (step.silence || "approved") === outlet;
  const within = silent ? `, or no answer within ${durationInWords(step.due)}` : "";
  return say(nameInWords(outlet), within);
}

function answer(step: SurveyStep, outlet: string): Sentence {
  if (outlet === "no_answer") return say("no answer ", by(step.at_most));
  return say(ANSWERS.get(outlet) ?? ORDINARY.get(outlet) ?? nameInWords(outlet));
}

function waited(step: WaitStep, outlet: string): Sentence {
  const { until } = step;
  switch (outlet) {
    case "happened":
      return say(until && "when" in until ? "as soon as it is met" : "as soon as it happens");
    case "passed":
      return say("if the date has passed");
    case "timeout":
      if (until && "date" in until) return say("if the date is not known ", by(step.at_most));
      return step.at_most != null ? say("not ", by(step.at_most)) : say("too late");
    default:
      return say(nameInWords(outlet));
  }
}

function by(limit: Limit | undefined): string {
  if (limit == null) return "in time";
  if (isByDate(limit)) return `by ${plain(onDate(limit))}`;
  return isDay(limit) ? `by ${dayInWords(limit)}` : `within ${durationInWords(limit)}`;
}
