/**
 * A row of journeys that differ little, kept small: the first whole, of each other only what is not
 * the same as in the one before. So the way back fits into what a browser keeps over a reload.
 */

import type { Journey } from "@/definition/types";

type Whole = Record<string, unknown>;

/** Of a record: what is set anew, and every key in its order when that has changed. */
interface Change {
  set: Whole;
  keys?: readonly string[];
}

export interface Delta extends Change {
  /** Of the records that are compared key by key. */
  parts: Readonly<Record<string, Change>>;
}

export interface Row {
  first: Journey;
  deltas: readonly Delta[];
}

const PARTS = ["steps", "templates"] as const;

/** The journeys must share what they have in common by identity, as edits leave it. */
export function encode(journeys: readonly Journey[]): Row | undefined {
  const [first, ...rest] = journeys;
  if (!first) return undefined;
  return {
    first,
    deltas: rest.map((journey, number) => delta(journeys[number] ?? first, journey)),
  };
}

export function decode({ first, deltas }: Row): Journey[] {
  const journeys = [first];
  let last = first as unknown as Whole;
  for (const { parts, ...change } of deltas) {
    const next = applied(last, change);
    for (const [part, inner] of Object.entries(parts))
      next[part] = applied((last[part] ?? {}) as Whole, inner);
    last = next;
    journeys.push(next as unknown as Journey);
  }
  return journeys;
}

function delta(before: Journey, after: Journey): Delta {
  const [old, now] = [before as unknown as Whole, after as unknown as Whole];
  const parts: Record<string, Change> = {};
  for (const part of PARTS)
    if (old[part] && now[part] && old[part] !== now[part])
      parts[part] = change(old[part] as Whole, now[part] as Whole);
  const { set, ...rest } = change(old, now);
  for (const part of Object.keys(parts)) delete set[part];
  return { set, parts, ...rest };
}

function change(before: Whole, after: Whole): Change {
  const keys = Object.keys(after);
  const set = Object.fromEntries(
    keys.filter((key) => after[key] !== before[key]).map((key) => [key, after[key]]),
  );
  const same = keys.join("\n") === Object.keys(before).join("\n");
  return same ? { set } : { set, keys };
}

function applied(before: Whole, { set, keys }: Change): Whole {
  if (!keys) return { ...before, ...set };
  return Object.fromEntries(
    keys.map((key) => [key, Object.hasOwn(set, key) ? set[key] : before[key]]),
  );
}
