/** Conditions in words: `engine/sentences/conditions`. What is not chosen yet is said as well. */

import { begunOperator, kindOfCondition } from "@/definition/conditions";
import { durationInWords } from "@/definition/times";
import type {
  Age,
  AllOf,
  AnyOf,
  Comparison,
  Condition,
  EventHappened,
  HealthIs,
  MessageWas,
  Not,
  NowIs,
  PropertyIs,
  Scalar,
  SegmentIs,
  StepId,
  TaskWas,
  TraitIs,
} from "@/definition/types";
import { weekdayInWords } from "./calendar";
import { called, type Names, NO_NAMES } from "./names";
import {
  joined,
  type Missing,
  NOTHING,
  nameInWords,
  type Piece,
  type Sentence,
  say,
  strong,
  valueInWords,
} from "./words";

export type NameOfStep = (step: StepId) => string;
type Words = (value: Scalar) => string;

/** What the condition asks, in lower case and without a full stop. */
export function conditionSentence(
  condition: Condition | Missing,
  nameOf: NameOfStep = nameInWords,
  names: Names = NO_NAMES,
): Sentence {
  switch (kindOfCondition(condition)) {
    case "trait":
    case "property":
    case "health":
    case "now": {
      const leaf = condition as Compared;
      return say(compared(leaf), " ", comparison(leaf, wordsOf(leaf)));
    }
    case "event":
      return happened(condition as EventHappened, nameOf, names);
    case "message":
      return message(condition as MessageWas, nameOf, "was");
    case "task":
      return task(condition as TaskWas, nameOf);
    case "segment":
      return segment(condition as SegmentIs, "is in", names);
    case "all":
      return parts((condition as AllOf).all, "and", nameOf, names);
    case "any":
      return parts((condition as AnyOf).any, "or", nameOf, names);
    case "not":
      return denied((condition as Not).not, nameOf, names);
    case "unchosen":
      return UNCHOSEN;
  }
}

const UNCHOSEN = say(strong("a condition to be chosen"));

function parts(
  given: Condition[] | Missing,
  word: string,
  nameOf: NameOfStep,
  names: Names,
): Sentence {
  if (!given?.length) return UNCHOSEN;
  return joined(
    given.map((part) => grouped(part, nameOf, names)),
    word,
  );
}

function grouped(part: Condition, nameOf: NameOfStep, names: Names): Sentence {
  const said = conditionSentence(part, nameOf, names);
  const kind = kindOfCondition(part);
  return kind === "all" || kind === "any" ? say("(", said, ")") : said;
}

function message(leaf: MessageWas, nameOf: NameOfStep, was: string): Sentence {
  return say("the message “", named(leaf.message, nameOf), `” ${was} `, leaf.was || NOTHING);
}

function task(leaf: TaskWas, nameOf: NameOfStep): Sentence {
  const name = named(leaf.task, nameOf);
  if (leaf.outcome != null)
    return say("“", name, "” came out as “", strong(nameInWords(leaf.outcome) || NOTHING), "”");
  return say("the task “", name, "” is ", strong(leaf.was || "open"));
}

const named = (step: StepId | Missing, nameOf: NameOfStep): string =>
  step ? nameOf(step) : NOTHING;

function segment(leaf: SegmentIs, is: string, names: Names): Sentence {
  const name = called(names.segments, leaf.segment) || "to be chosen";
  return say(`the customer ${is} the segment `, strong(name));
}

const NOW = {
  weekday: "today",
  time: "the time of day",
  date: "the date",
  day: "the day of the journey",
} as const;

type Compared = TraitIs | PropertyIs | HealthIs | NowIs;

/** What is compared. */
function compared(leaf: Compared): Sentence {
  if ("trait" in leaf) return say(nameInWords(leaf.trait) || "a trait");
  if ("property" in leaf) return say("its ", nameInWords(leaf.property) || "property");
  if ("health" in leaf) return say("the health ", leaf.health || NOTHING);
  return say(NOW[leaf.now] ?? "the moment");
}

const wordsOf = (leaf: Compared): Words =>
  "now" in leaf && leaf.now === "weekday"
    ? (value) => (typeof value === "string" ? weekdayInWords(value) : valueInWords(value))
    : valueInWords;

function denied(condition: Condition | Missing, nameOf: NameOfStep, names: Names): Sentence {
  const kind = kindOfCondition(condition);
  if (kind === "message") return message(condition as MessageWas, nameOf, "was not");
  if (kind === "segment") return segment(condition as SegmentIs, "is not in", names);
  const asked = condition as TaskWas;
  if (kind === "task" && asked.was != null)
    return say("the task “", named(asked.task, nameOf), "” is not ", strong(asked.was || "open"));
  const event = condition as EventHappened;
  if (kind === "event" && isOnce(event)) {
    const name = strong(event.event || "an event to be chosen");
    return say(name, " has not happened", ...narrowed(event, nameOf, names));
  }
  const leaf = condition as Compared;
  if (COMPARED.has(kind) && canBeDenied(leaf))
    return say(compared(leaf), " ", deniedComparison(leaf, wordsOf(leaf)));
  return say("not (", conditionSentence(condition, nameOf, names), ")");
}

const COMPARED: ReadonlySet<string> = new Set(["trait", "property", "health", "now"]);

/** Whether it asks no more than that it happened at all. */
const isOnce = ({ first, last, exactly, at_most, at_least }: EventHappened): boolean =>
  [first, last, exactly, at_most, at_least].every((each) => each == null);

/** Two denials in one phrase would be hard to read. */
function canBeDenied(leaf: Compared): boolean {
  const operator = begunOperator(leaf);
  if (operator === undefined || operator === "is_not" || operator === "not_in") return false;
  return leaf[operator] !== false;
}

/** `is not less than 10`, `is none of basic or trial`, `does not contain a`. */
function deniedComparison(leaf: Compared, words: Words): Sentence {
  const [first, ...rest] = comparison(leaf, words);
  const said = first?.text ?? "";
  switch (begunOperator(leaf)) {
    case "in":
      return say(rest.length === 1 ? "is not " : "is none of ", rest);
    case "contains":
      return say("does not contain ", rest);
    case "starts_with":
      return say("does not start with ", rest);
    default:
      return say(`is not ${said.replace(/^is /, "")}`, rest);
  }
}

/** `is less than 10`, `is none of basic or trial`, `is known`. */
export function comparison(leaf: Comparison, words: Words = valueInWords): Sentence {
  const operator = begunOperator(leaf);
  const value = (given: Scalar | undefined): Piece => strong(words(given ?? "") || NOTHING);
  const listed = (values: readonly Scalar[] | undefined): Sentence =>
    joined(values?.length ? values.map(value) : [strong(NOTHING)], "or");
  switch (operator) {
    case "is":
      return say("is ", value(leaf.is));
    case "is_not":
      return say("is not ", value(leaf.is_not));
    case "in":
      return say("is ", listed(leaf.in));
    case "not_in":
      return say("is none of ", listed(leaf.not_in));
    case "less_than":
      return say("is less than ", value(leaf.less_than));
    case "at_most":
      return say("is at most ", value(leaf.at_most));
    case "more_than":
      return say("is more than ", value(leaf.more_than));
    case "at_least":
      return say("is at least ", value(leaf.at_least));
    case "contains":
      return say("contains ", value(leaf.contains));
    case "starts_with":
      return say("starts with ", value(leaf.starts_with));
    case "within_last":
      return say("is in the last ", strong(durationInWords(leaf.within_last)));
    case "longer_ago_than":
      return say("is more than ", strong(durationInWords(leaf.longer_ago_than)), " ago");
    case "within_next":
      return say("is in the next ", strong(durationInWords(leaf.within_next)));
    case "further_off_than":
      return say("is more than ", strong(durationInWords(leaf.further_off_than)), " off");
    case "exists":
      return say(leaf.exists ? "is known" : "is not known");
    case undefined:
      return say(strong("compared with what?"));
  }
}

function happened(leaf: EventHappened, nameOf: NameOfStep, names: Names): Sentence {
  const age = leaf.first ?? leaf.last;
  if (age != null) return aged(leaf, age, nameOf, names);
  const never = leaf.exactly === 0 || leaf.at_most === 0;
  return say(
    strong(leaf.event || "an event to be chosen"),
    never ? " has not happened" : " has happened",
    never ? "" : times(leaf),
    ...narrowed(leaf, nameOf, names),
  );
}

function aged(leaf: EventHappened, age: Age, nameOf: NameOfStep, names: Names): Sentence {
  const which = leaf.first != null ? "first" : "last";
  const period = strong(durationInWords(age.within_last ?? age.longer_ago_than));
  const when =
    age.within_last != null ? say("in the last ", period) : say("more than ", period, " ago");
  const event = strong(leaf.event || "event to be chosen");
  return say(`the ${which} `, event, ...narrowed(leaf, nameOf, names), " was ", when);
}

/** Which of the events, and since when. */
function narrowed(leaf: EventHappened, nameOf: NameOfStep, names: Names): Piece[] {
  const where: Piece[] = leaf.where
    ? [" (only if ", conditionSentence(leaf.where, nameOf, names), ")"]
    : [];
  switch (leaf.within || "enrollment") {
    case "enrollment":
      return [...where, " since entry"];
    case "step":
      return [...where, " since this step"];
    case "ever":
      return [...where, " at any time"];
    default:
      return [...where, " in the last ", durationInWords(leaf.within)];
  }
}

function times(leaf: EventHappened): string {
  if (leaf.exactly != null) return ` exactly ${count(leaf.exactly)}`;
  if (leaf.at_most != null) return ` at most ${count(leaf.at_most)}`;
  if (leaf.at_least != null && leaf.at_least > 1) return ` at least ${count(leaf.at_least)}`;
  return "";
}

const count = (number: number): string => (number === 1 ? "once" : `${number} times`);
