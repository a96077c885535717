/**
 * What somebody has begun and not finished: texts that are empty, things that are not chosen. The server
 * cannot read such a journey; what it says of it is about the language, and this is about what to do.
 */

import { never } from "@/definition/links";
import { isDesigned, isHtml, isInApp } from "@/definition/templates";
import { isByDate, isDay } from "@/definition/times";
import { bandsOf, kindOfTrigger } from "@/definition/triggers";
import type {
  Assignment,
  Condition,
  DateTrigger,
  EventTrigger,
  HealthTrigger,
  Journey,
  Limit,
  ScheduleTrigger,
  SegmentTrigger,
  Step,
  StepId,
  SurveyStep,
  TaskStep,
  Template,
  Trigger,
  WaitStep,
} from "@/definition/types";
import type { Problem } from "../problem";
import { type Left, unfinishedCondition } from "./conditions";
import { found, type Path } from "./finding";

export const UNFINISHED = "unfinished";

/** Of a journey, a scenario and the reason of a rule, in characters. */
export const LONGEST_NAME = 200;

export function* unfinishedProblems(journey: Journey): Generator<Problem> {
  for (const [path, message] of ofRules(journey)) yield found(UNFINISHED, path, message);
  for (const [id, step] of Object.entries(journey.steps)) {
    const path: Path = ["steps", id];
    for (const [inner, message] of [...ofStep(step), ...ofConditions(step)])
      yield found(UNFINISHED, [...path, ...inner], message);
  }
  for (const [key, template] of Object.entries(journey.templates ?? {}))
    for (const [field, message] of ofTemplate(template)) {
      const problem = found(UNFINISHED, ["templates", key, ...field], message);
      yield { ...problem, step: userOf(journey, key) };
    }
}

/** The first step that says it, at whose form it is written. */
export function userOf(journey: Journey, key: string): StepId | null {
  const users = Object.entries(journey.steps);
  return users.find(([, step]) => "template" in step && step.template === key)?.[0] ?? null;
}

const blank = (text: string | null | undefined): boolean => !text?.trim();

/** As the server says it; here it is said while one types. */
function* tooLong(path: Path, text: string | null | undefined): Generator<Left> {
  const count = [...(text ?? "")].length;
  if (count > LONGEST_NAME) yield [path, `This is ${count} characters long; ${LONGEST_NAME} fit.`];
}

function* ofRules(journey: Journey): Generator<Left> {
  if (blank(journey.name)) yield [["name"], "Give the journey a name."];
  yield* tooLong(["name"], journey.name);
  for (const [number, { reason }] of (journey.exit ?? []).entries())
    yield* tooLong(["exit", number, "reason"], reason);
  for (const [number, { name }] of (journey.scenarios ?? []).entries())
    yield* tooLong(["scenarios", number, "name"], name);
  for (const [number, trigger] of (journey.entry.triggers ?? []).entries()) {
    for (const [inner, message] of ofTrigger(trigger))
      yield [["entry", "triggers", number, ...inner], message];
  }
  yield* maybe(journey.entry.audience, ["entry", "audience"]);
  if (journey.entry.holdout === "")
    yield [["entry", "holdout"], "Say how many accounts are kept out."];
  if (journey.goal) yield* unfinishedCondition(journey.goal.when, ["goal", "when"]);
  for (const [number, rule] of (journey.exit ?? []).entries())
    if (!("leaves" in rule)) yield* unfinishedCondition(rule.when, ["exit", number, "when"]);
}

function* ofTrigger(trigger: Trigger): Generator<Left> {
  switch (kindOfTrigger(trigger)) {
    case "event": {
      const { event, where } = trigger as EventTrigger;
      if (blank(event)) yield [["event"], "Choose the event that starts it."];
      yield* maybe(where, ["where"]);
      return;
    }
    case "segment":
      if (blank((trigger as SegmentTrigger).segment)) yield [["segment"], "Choose the segment."];
      return;
    case "health":
      if (!bandsOf(trigger as HealthTrigger).some((band) => !blank(band)))
        yield [["health"], "Choose the health that starts it."];
      return;
    case "date":
      if (blank((trigger as DateTrigger).date?.trait))
        yield [["date", "trait"], "Choose the date that starts it."];
      return;
    case "schedule":
      if (blank((trigger as ScheduleTrigger).schedule?.cron))
        yield [["schedule", "cron"], "Say at which times."];
      return;
    case "unchosen":
      yield [[], "Choose what starts it."];
  }
}

/** A condition that need not be there. */
function* maybe(condition: Condition | null | undefined, path: Path): Generator<Left> {
  if (condition != null) yield* unfinishedCondition(condition, path);
}

function* ofTemplate(template: Template): Generator<Left> {
  if (isInApp(template)) {
    if (blank(template.title)) yield [["title"], "Write the title of the message."];
    for (const part of ["steps", "items"])
      for (const [number, each] of ((template[part] ?? []) as { title?: string }[]).entries())
        if (blank(each.title)) yield [[part, number, "title"], "Say what it is called."];
  } else if (blank(template.subject)) yield [["subject"], "Write the subject of the mail."];
  if (isDesigned(template)) {
    if (!(template.blocks as unknown[] | undefined)?.length)
      yield [["blocks"], "Add the first block of the mail."];
  } else if (isHtml(template)) {
    if (blank(template.html as string | undefined)) yield [["html"], "Bring the mail’s HTML."];
  } else if (blank(template.body)) yield [["body"], "Write the message."];
}

function* ofStep(step: Step): Generator<Left> {
  switch (step.type) {
    case "email":
    case "in_app":
    case "survey":
      yield* message(step);
      return;
    case "task":
      yield* task(step);
      return;
    case "approve":
      if (blank(step.message)) yield [["message"], "Choose the message that is looked at."];
      if (blank(step.due)) yield [["due"], "Say by when."];
      yield* assigned(step.assign);
      return;
    case "webhook":
      if (blank(step.url)) yield [["url"], "Write the address that is called."];
      return;
    case "notify":
      if (blank(step.channel)) yield [["channel"], "Choose the channel."];
      if (blank(step.text)) yield [["text"], "Write what is said."];
      return;
    case "update":
      if (Object.keys(step.set ?? {}).length === 0) yield [["set"], "Choose a trait to set."];
      return;
    case "enroll":
      if (blank(step.journey)) yield [["journey"], "Choose the other journey."];
      return;
    case "wait":
      yield* wait(step);
      return;
    case "branch":
    case "split":
    case "go_to":
    case "exit":
      return;
    default:
      never(step);
  }
}

function* message(step: Extract<Step, { template: string }>): Generator<Left> {
  if (blank(step.template)) yield [["template"], "Choose or write the message."];
  if (step.to != null && typeof step.to === "object") {
    if ("roles" in step.to) {
      if (!step.to.roles?.length) yield [["to", "roles"], "Choose the roles."];
    } else if (blank(step.to.role)) yield [["to", "role"], "Choose the role."];
  }
  const { missing } = step;
  if (missing != null && typeof missing === "object" && blank(missing.template))
    yield [["missing", "template"], "Choose the other message."];
  if (step.type === "survey") yield* limit(step);
}

function* limit({ at_most, remind }: SurveyStep): Generator<Left> {
  if (isDay(at_most) ? at_most.day == null : !isByDate(at_most) && blank(at_most))
    yield [["at_most"], "Say how long an answer is waited for."];
  yield* limitDate(at_most);
  if (remind != null && blank(remind.after))
    yield [["remind", "after"], "Say after how long they are reminded."];
}

function* limitDate(limit: Limit | undefined): Generator<Left> {
  if (isByDate(limit) && blank(limit.date?.trait))
    yield [["at_most", "date", "trait"], "Choose the date that ends the wait."];
}

function* task(step: TaskStep): Generator<Left> {
  if (blank(step.title)) yield [["title"], "Write what is to be done."];
  if (step.outcomes?.length === 0) yield [["outcomes"], "Name an answer."];
  yield* assigned(step.assign);
}

function* assigned(assign: Assignment | null | undefined): Generator<Left> {
  if (assign && "user" in assign && blank(assign.user))
    yield [["assign", "user"], "Choose the colleague."];
  if (assign && "pool" in assign && blank(assign.pool))
    yield [["assign", "pool"], "Choose the pool."];
}

function* wait({ for: duration, until, at_most }: WaitStep): Generator<Left> {
  yield* limitDate(at_most);
  if (duration === "") yield [["for"], "Say how long."];
  if (until == null) return;
  if (Object.keys(until).length === 0) yield [["until"], "Choose what is waited for."];
  if ("time" in until && blank(until.time)) yield [["until", "time"], "Choose the time."];
  if ("event" in until && blank(until.event))
    yield [["until", "event"], "Choose the event that is waited for."];
  if ("event" in until && until.roles?.length === 0)
    yield [["until", "roles"], "Choose who has to do it."];
  if ("date" in until && blank(until.date?.trait))
    yield [["until", "date", "trait"], "Choose the date that is waited for."];
}

function* ofConditions(step: Step): Generator<Left> {
  switch (step.type) {
    case "branch":
      for (const [number, each] of step.cases.entries())
        yield* unfinishedCondition(each.when, ["cases", number, "when"]);
      return;
    case "wait":
      if (step.until && "when" in step.until)
        yield* unfinishedCondition(step.until.when, ["until", "when"]);
      if (step.until && "event" in step.until) yield* maybe(step.until.where, ["until", "where"]);
      return;
    default:
      if ("skip_when" in step) yield* maybe(step.skip_when, ["skip_when"]);
  }
}
