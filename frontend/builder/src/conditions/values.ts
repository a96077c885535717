/** Which comparisons fit a value of a type, how they read, and how one turns into another. */

import type { TraitType } from "@/api/vocabulary";
import { OPERATORS } from "@/definition/conditions";
import { readDuration } from "@/definition/times";
import type { Comparison, Operator, Scalar } from "@/definition/types";

export type ValueType = TraitType | "band" | "score" | "weekday" | "time" | "day" | "unknown";

/** An operator has been chosen, but not yet what it compares with: such a draft is unfinished. */
export const UNCHOSEN = null as unknown as Scalar;

export const EQUAL: readonly Operator[] = ["is", "is_not", "in", "not_in"];
const ORDER: readonly Operator[] = ["less_than", "at_most", "at_least", "more_than"];
const SPANS: readonly Operator[] = [
  "within_last",
  "longer_ago_than",
  "within_next",
  "further_off_than",
];
const TEXT: readonly Operator[] = [...EQUAL, "contains", "starts_with", "exists"];

const FITTING: Readonly<Record<ValueType, readonly Operator[]>> = {
  text: TEXT,
  number: ["is", "is_not", ...ORDER, "in", "not_in", "exists"],
  boolean: ["is", "exists"],
  date: [...SPANS, ...ORDER, "exists"],
  list: ["contains", "exists"],
  object: ["exists"],
  mixed: [...TEXT, ...ORDER, ...SPANS],
  unknown: [...TEXT, ...ORDER, ...SPANS],
  band: [...EQUAL, "exists"],
  score: [...ORDER, "is", "exists"],
  weekday: EQUAL,
  time: ORDER,
  day: [...ORDER, "is", "is_not"],
};

export const operatorsFor = (type: ValueType): readonly Operator[] => FITTING[type];

const WORDS: Readonly<Record<Operator, string>> = {
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
const OF_TIME: Partial<Record<Operator, string>> = {
  less_than: "is before",
  at_most: "is at the latest",
  at_least: "is from",
  more_than: "is after",
};

export function operatorInWords(operator: Operator, type: ValueType): string {
  const ofTime = type === "date" || type === "time" ? OF_TIME[operator] : undefined;
  return ofTime ?? WORDS[operator];
}

/** The operator that has been chosen, be it with a value or without. */
export const chosenOperator = (comparison: Comparison): Operator | undefined =>
  OPERATORS.find((operator) => comparison[operator] !== undefined);

export type Shape = "one" | "list" | "span" | "known";

/** What is compared with: one value, several, a duration, or nothing but whether it is known. */
export function shapeOf(operator: Operator): Shape {
  if (operator === "exists") return "known";
  if (operator === "in" || operator === "not_in") return "list";
  return SPANS.includes(operator) ? "span" : "one";
}

/** The comparison by another operator, with as much of its value as fits. */
export function compared(from: Comparison, operator: Operator, type: ValueType): Comparison {
  const before = chosenOperator(from);
  const given: unknown = before && from[before];
  const values = (Array.isArray(given) ? given : [given]).filter((value) => fits(value, type));
  switch (shapeOf(operator)) {
    case "known":
      return { exists: true };
    case "span":
      return { [operator]: isSpan(given) ? given : "7d" };
    case "list":
      return { [operator]: values };
    case "one":
      return { [operator]: values[0] ?? firstValue(type) };
  }
}

/** What a comparison begins with, of a trait such values of which have been seen. */
export function firstComparison(type: ValueType, examples: readonly unknown[] = []): Comparison {
  switch (type) {
    case "date":
      return examples.some((each) => Date.parse(String(each)) > Date.now())
        ? { within_next: "30d" }
        : { within_last: "7d" };
    case "list":
      return { contains: UNCHOSEN as string };
    case "object":
      return { exists: true };
    case "number":
      return { at_least: UNCHOSEN as number };
    case "weekday":
      return { in: ["sat", "sun"] };
    case "time":
      return { at_least: "09:00" };
    case "score":
      return { less_than: UNCHOSEN as number };
    case "day":
      return { at_most: UNCHOSEN as number };
    default:
      return { is: firstValue(type) };
  }
}

/** What a value is compared as of which nothing has come in: by what it is compared with. */
export function kindOf(comparison: Comparison): ValueType {
  const operator = chosenOperator(comparison);
  if (operator === undefined) return "unknown";
  if (SPANS.includes(operator)) return "date";
  const given: unknown = comparison[operator];
  const value: unknown = Array.isArray(given) ? given[0] : given;
  if (operator === "exists") return "unknown";
  if (typeof value === "boolean" || typeof value === "number") return typeof value as ValueType;
  if (typeof value !== "string") return "unknown";
  if (DATE.test(value)) return "date";
  return /^(yes|no|true|false|[\d.]+)$/i.test(value) ? "text" : "unknown";
}

const isSpan = (value: unknown): boolean =>
  typeof value === "string" && readDuration(value) !== undefined;

/** Whether a value can be one of this type. */
export function fits(value: unknown, type: ValueType): boolean {
  if (value === null || value === undefined) return false;
  switch (type) {
    case "boolean":
      return typeof value === "boolean";
    case "number":
    case "score":
    case "day":
      return typeof value === "number";
    case "date":
      return typeof value === "string" && DATE.test(value);
    case "time":
      return typeof value === "string" && /^\d\d:\d\d$/.test(value);
    default:
      return typeof value !== "boolean" && !isSpan(value);
  }
}

export const DATE = /^\d{4}-\d\d-\d\d$/;

const firstValue = (type: ValueType): Scalar =>
  type === "boolean" ? true : type === "time" ? "09:00" : UNCHOSEN;

/** What was typed as a value of the type; texts that look like numbers stay texts for texts. */
export function read(typed: string, type: ValueType): Scalar {
  const loose = type === "unknown" || type === "mixed";
  const number = typed.trim() !== "" && Number.isFinite(Number(typed));
  if (number && (loose || type === "number" || type === "score" || type === "day"))
    return Number(typed);
  if (loose && (typed === "true" || typed === "false")) return typed === "true";
  return typed;
}
