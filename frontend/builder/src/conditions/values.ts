/** Which comparisons fit a value of a type, and how one turns into another. */

import type { TraitType } from "@/api/vocabulary";
import type { Comparison, Operator, Scalar } from "@/definition/types";

export type ValueType = TraitType | "band" | "weekday" | "time" | "calendar" | "unknown";

const TEXT: readonly Operator[] = [
  "is",
  "is_not",
  "in",
  "not_in",
  "contains",
  "starts_with",
  "exists",
];
const NUMBER: readonly Operator[] = [
  "is",
  "is_not",
  "less_than",
  "at_most",
  "at_least",
  "more_than",
  "in",
  "not_in",
  "exists",
];
const DATE: readonly Operator[] = [
  "within_last",
  "longer_ago_than",
  "within_next",
  "further_off_than",
  "exists",
];
const ALL: readonly Operator[] = [...new Set([...TEXT, ...NUMBER, ...DATE])];

const FITTING: Readonly<Record<ValueType, readonly Operator[]>> = {
  text: TEXT,
  number: NUMBER,
  boolean: ["is", "is_not", "exists"],
  date: DATE,
  list: ["contains", "exists"],
  object: ["exists"],
  mixed: ALL,
  unknown: ALL,
  band: ["is", "is_not", "in", "not_in"],
  weekday: ["is", "is_not", "in", "not_in"],
  time: ["less_than", "at_most", "at_least", "more_than"],
  calendar: ["is", "less_than", "at_most", "at_least", "more_than"],
};

export const operatorsFor = (type: ValueType): readonly Operator[] => FITTING[type];

export const OPERATOR_WORDS: Readonly<Record<Operator, string>> = {
  is: "is",
  is_not: "is not",
  in: "is one of",
  not_in: "is none of",
  less_than: "is less than",
  at_most: "is at most",
  more_than: "is more than",
  at_least: "is at least",
  contains: "contains",
  starts_with: "starts with",
  exists: "is known",
  within_last: "is in the last",
  longer_ago_than: "is longer ago than",
  within_next: "is in the next",
  further_off_than: "is further off than",
};

const LISTS: ReadonlySet<Operator> = new Set(["in", "not_in"]);
const SPANS: ReadonlySet<Operator> = new Set([
  "within_last",
  "longer_ago_than",
  "within_next",
  "further_off_than",
]);

export type Shape = "one" | "list" | "span" | "known";

/** What is compared with: one value, several, a duration, or nothing but whether it is known. */
export function shapeOf(operator: Operator): Shape {
  if (operator === "exists") return "known";
  if (LISTS.has(operator)) return "list";
  return SPANS.has(operator) ? "span" : "one";
}

/** The comparison by another operator, with as much of the value as fits. */
export function compared(from: Comparison, operator: Operator, type: ValueType): Comparison {
  const before = Object.entries(from).find(([key]) => key in OPERATOR_WORDS)?.[1] as unknown;
  const value = Array.isArray(before) ? (before[0] as Scalar | undefined) : (before as Scalar);
  switch (shapeOf(operator)) {
    case "known":
      return { exists: true };
    case "span":
      return { [operator]: isSpan(value) ? value : "7d" };
    case "list":
      return { [operator]: Array.isArray(before) ? before : plausible(value, type) ? [value] : [] };
    case "one":
      return { [operator]: plausible(value, type) ? value : firstValue(type) };
  }
}

const isSpan = (value: unknown): boolean =>
  typeof value === "string" && /^\d+ ?(m|h|d|w|business days?)$/.test(value);

function plausible(value: unknown, type: ValueType): boolean {
  if (value === undefined || value === true || value === false)
    return type === "boolean" && value !== undefined;
  if (type === "number") return typeof value === "number";
  return !isSpan(value);
}

/** What a comparison begins with. */
export function firstValue(type: ValueType): Scalar {
  switch (type) {
    case "number":
      return 1;
    case "boolean":
      return true;
    case "band":
      return "red";
    case "weekday":
      return "mon";
    case "time":
      return "09:00";
    case "calendar":
      return 1;
    default:
      return "";
  }
}

/** What was typed as a value of the type; texts that look like numbers stay texts for texts. */
export function read(typed: string, type: ValueType): Scalar {
  const number = typed.trim() !== "" && Number.isFinite(Number(typed));
  if ((type === "number" || type === "calendar") && number) return Number(typed);
  if ((type === "unknown" || type === "mixed") && number) return Number(typed);
  if (type === "unknown" && (typed === "true" || typed === "false")) return typed === "true";
  return typed;
}
