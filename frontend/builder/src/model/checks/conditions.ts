/** What of a condition is not chosen yet. */

import { begunOperator, kindOfCondition } from "@/definition/conditions";
import type {
  Age,
  AllOf,
  AnyOf,
  Comparison,
  Condition,
  EventHappened,
  MessageWas,
  Not,
  Operator,
  PropertyIs,
  SegmentIs,
  TaskWas,
  TraitIs,
} from "@/definition/types";
import type { Path } from "./finding";

/** Where something is left to do, and what. */
export type Left = [path: Path, message: string];

export function* unfinishedCondition(
  condition: Condition | null | undefined,
  path: Path,
): Generator<Left> {
  switch (kindOfCondition(condition)) {
    case "unchosen":
      yield [path, "Choose what the condition looks at."];
      return;
    case "all":
      yield* parts((condition as AllOf).all, [...path, "all"]);
      return;
    case "any":
      yield* parts((condition as AnyOf).any, [...path, "any"]);
      return;
    case "not":
      yield* unfinishedCondition((condition as Not).not, [...path, "not"]);
      return;
    case "event":
      yield* event(condition as EventHappened, path);
      return;
    case "segment":
      if (!(condition as SegmentIs).segment) yield [[...path, "segment"], "Choose the segment."];
      return;
    case "message": {
      const { message, was } = condition as MessageWas;
      if (!message) yield [[...path, "message"], "Choose the message."];
      if (!was) yield [[...path, "was"], "Choose what became of it."];
      return;
    }
    case "task": {
      const { task, was, outcome } = condition as TaskWas;
      if (!task) yield [[...path, "task"], "Choose the task."];
      if (!was && !outcome) yield [[...path, "was"], "Choose what became of it."];
      return;
    }
    case "trait":
      if (!(condition as TraitIs).trait) yield [[...path, "trait"], "Choose the trait."];
      else yield* compared(condition as TraitIs, path);
      return;
    case "property":
      if (!(condition as PropertyIs).property)
        yield [[...path, "property"], "Choose the property."];
      else yield* compared(condition as PropertyIs, path);
      return;
    default:
      yield* compared(condition as Comparison, path);
  }
}

function* parts(given: readonly Condition[] | null | undefined, path: Path): Generator<Left> {
  if (!given?.length) yield [path, "Choose what the condition looks at."];
  for (const [number, part] of (given ?? []).entries())
    yield* unfinishedCondition(part, [...path, number]);
}

function* event({ event, where, first, last }: EventHappened, path: Path): Generator<Left> {
  if (!event) yield [[...path, "event"], "Choose the event."];
  if (where != null) yield* unfinishedCondition(where, [...path, "where"]);
  if (first != null) yield* age(first, [...path, "first"]);
  if (last != null) yield* age(last, [...path, "last"]);
}

function* age(asked: Age, path: Path): Generator<Left> {
  if (!asked.within_last && !asked.longer_ago_than) yield [path, "Say how long ago."];
}

function* compared(comparison: Comparison, path: Path): Generator<Left> {
  const operator = begunOperator(comparison);
  if (operator === undefined) yield [path, "Choose how it is compared."];
  else if (isOpen(comparison[operator], operator))
    yield [[...path, operator], "Choose what it is compared with."];
}

const PERIODS: readonly Operator[] = [
  "within_last",
  "longer_ago_than",
  "within_next",
  "further_off_than",
];

/** Whether there is nothing to compare with. Other than a period, a text may be empty. */
function isOpen(value: Comparison[Operator] | null, operator: Operator): boolean {
  if (value === "") return PERIODS.includes(operator);
  return value == null || (Array.isArray(value) && value.length === 0);
}
