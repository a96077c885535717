/** Which kind of condition one is: told by the key it begins with, as `engine/definition/conditions`. */

import type { Comparison, Condition, Leaf, Operator } from "./types";

export const LEAVES = [
  "trait",
  "property",
  "event",
  "message",
  "task",
  "health",
  "segment",
  "now",
] as const;
export type LeafKind = (typeof LEAVES)[number];
export type ConditionKind = LeafKind | "all" | "any" | "not" | "unchosen";

const KINDS = [...LEAVES, "all", "any", "not"] as const;

/** A draft may not have a condition yet where there must be one. */
export function kindOfCondition(condition: Condition | null | undefined): ConditionKind {
  return KINDS.find((kind) => kind in (condition ?? {})) ?? "unchosen";
}

export const OPERATORS: readonly Operator[] = [
  "is",
  "is_not",
  "in",
  "not_in",
  "less_than",
  "at_most",
  "more_than",
  "at_least",
  "contains",
  "starts_with",
  "exists",
  "within_last",
  "longer_ago_than",
  "within_next",
  "further_off_than",
];

/** The operator a comparison uses; undefined while none is chosen. */
export function operatorOf(comparison: Comparison): Operator | undefined {
  return OPERATORS.find((operator) => comparison[operator] != null);
}

/** The operator that is chosen, also while there is nothing yet to compare with. */
export function begunOperator(comparison: Comparison): Operator | undefined {
  return operatorOf(comparison) ?? OPERATORS.find((operator) => operator in comparison);
}

/** The leaves of the tree in order; an event's own `where` is not descended into. */
export function leavesOf(condition: Condition | null | undefined): Leaf[] {
  const given = (condition ?? {}) as { all?: Condition[]; any?: Condition[]; not?: Condition };
  if (given.all) return given.all.flatMap(leavesOf);
  if (given.any) return given.any.flatMap(leavesOf);
  if (given.not) return leavesOf(given.not);
  return kindOfCondition(condition) === "unchosen" ? [] : [condition as Leaf];
}
