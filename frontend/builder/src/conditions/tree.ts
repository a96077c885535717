/**
 * A condition as the tree it is, and what can be done to it. A part is found by its place: the way
 * down to it, by number in each group. `not` around a part or a group belongs to it and has no number.
 */

import { kindOfCondition } from "@/definition/conditions";
import type { AllOf, AnyOf, Condition, Not } from "@/definition/types";

/** `[]` is the whole condition, `[1, 0]` the first part of its second part. */
export type Place = readonly number[];
export type Join = "all" | "any";

export interface Opened {
  negated: boolean;
  /** The condition without the `not` around it. */
  inner: Condition;
  /** How its parts are joined; null: it has none, but asks something itself. */
  join: Join | null;
  parts: readonly Condition[];
}

export interface Placed {
  condition: Condition;
  /** Where what was touched is now. */
  place: Place;
}

export const otherJoin = (join: Join): Join => (join === "all" ? "any" : "all");

export function opened(condition: Condition): Opened {
  const negated = kindOfCondition(condition) === "not";
  const inner = negated ? (condition as Not).not : condition;
  const kind = kindOfCondition(inner);
  if (kind === "all") return { negated, inner, join: "all", parts: (inner as AllOf).all };
  if (kind === "any") return { negated, inner, join: "any", parts: (inner as AnyOf).any };
  // What is denied twice is asked: the form shows and writes it so once it is touched.
  if (kind === "not") return { ...opened((inner as Not).not), negated: !opened(inner).negated };
  return { negated, inner, join: null, parts: [] };
}

export function grouped(join: Join, parts: readonly Condition[], negated = false): Condition {
  const group: Condition = join === "all" ? { all: [...parts] } : { any: [...parts] };
  return negated ? { not: group } : group;
}

export function partAt(root: Condition, place: Place): Condition | undefined {
  const [first, ...rest] = place;
  if (first === undefined) return root;
  const part = opened(root).parts[first];
  return part && partAt(part, rest);
}

/** The condition with the part at the place changed. */
export function withPart(
  root: Condition,
  place: Place,
  change: (part: Condition) => Condition,
): Condition {
  const [first, ...rest] = place;
  if (first === undefined) return change(root);
  const { join, parts, negated } = opened(root);
  if (join === null) return root;
  const next = parts.map((part, at) => (at === first ? withPart(part, rest, change) : part));
  return grouped(join, next, negated);
}

/** What `not` stands around no longer has one, and the other way round. */
export function negatedAt(root: Condition, place: Place): Condition {
  return withPart(root, place, (part) => {
    const { negated, inner } = opened(part);
    return negated ? inner : { not: inner };
  });
}

/** Without the part. A group of two becomes the part that is left; alone, nothing is asked. */
export function without(root: Condition, place: Place): Condition {
  const [last, above] = [place.at(-1), place.slice(0, -1)];
  if (last === undefined) return {};
  return withPart(root, above, (group) => {
    const { join, parts, negated } = opened(group);
    const left = parts.filter((_, at) => at !== last);
    if (join === null || left.length === 0) return {};
    const [only] = left;
    if (left.length > 1 || only === undefined) return grouped(join, left, negated);
    return negated ? negatedAt(only, []) : only;
  });
}

/**
 * One more part to be chosen, joined so to what stands at the place. A group that is joined so
 * already takes it in; anything else becomes the first part of a new group.
 */
export function joinedAt(root: Condition, place: Place, join: Join): Placed {
  const part = partAt(root, place) ?? {};
  const { join: own, parts, negated } = opened(part);
  if (own === join && !negated)
    return {
      condition: withPart(root, place, () => grouped(join, [...parts, {}])),
      place: [...place, parts.length],
    };
  return {
    condition: withPart(root, place, () => grouped(join, [part, {}])),
    place: [...place, 1],
  };
}

/** The group at the place joined the other way. */
export function rejoined(root: Condition, place: Place, join: Join): Condition {
  return withPart(root, place, (part) => {
    const { join: own, parts, negated } = opened(part);
    return own === null ? part : grouped(join, parts, negated);
  });
}

export function duplicatedAt(root: Condition, place: Place): Placed {
  const [last, above] = [place.at(-1), place.slice(0, -1)];
  if (last === undefined) return { condition: root, place };
  const condition = withPart(root, above, (group) => {
    const { join, parts, negated } = opened(group);
    const part = parts[last];
    if (join === null || part === undefined) return group;
    return grouped(join, parts.toSpliced(last + 1, 0, structuredClone(part)), negated);
  });
  return { condition, place: [...above, last + 1] };
}

/**
 * One place up (-1) or down (1). At the edge of its group it leaves the group, and stands beside it.
 * Undefined where there is nowhere to go.
 */
export function movedAt(root: Condition, place: Place, by: -1 | 1): Placed | undefined {
  const [last, above] = [place.at(-1), place.slice(0, -1)];
  const part = partAt(root, place);
  if (last === undefined || part === undefined) return undefined;
  const { join, parts, negated } = opened(partAt(root, above) ?? {});
  const to = last + by;
  if (join !== null && to >= 0 && to < parts.length) {
    const next = parts.toSpliced(last, 1).toSpliced(to, 0, part);
    const condition = withPart(root, above, () => grouped(join, next, negated));
    return { condition, place: [...above, to] };
  }
  return leftGroup(root, above, part, last, by);
}

function leftGroup(
  root: Condition,
  group: Place,
  part: Condition,
  number: number,
  by: -1 | 1,
): Placed | undefined {
  const [at, outer] = [group.at(-1), group.slice(0, -1)];
  const parts = opened(partAt(root, group) ?? {}).parts;
  if (at === undefined || parts.length < 2) return undefined;
  const to = by < 0 ? at : at + 1;
  const condition = withPart(without(root, [...group, number]), outer, (above) => {
    const { join, parts: all, negated } = opened(above);
    return join === null ? above : grouped(join, all.toSpliced(to, 0, part), negated);
  });
  return { condition, place: [...outer, to] };
}

/** The parts of the group, in its place in the group around it; undefined where that changes more. */
export function ungroupedAt(root: Condition, place: Place): Placed | undefined {
  const [last, above] = [place.at(-1), place.slice(0, -1)];
  const group = opened(partAt(root, place) ?? {});
  if (last === undefined || group.join === null || group.negated) return undefined;
  const condition = withPart(root, above, (outer) => {
    const { join, parts, negated } = opened(outer);
    return join === null ? outer : grouped(join, parts.toSpliced(last, 1, ...group.parts), negated);
  });
  return { condition, place: [...above, last] };
}
