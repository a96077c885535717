/**
 * For whom a block is there, as far as it asks one thing of one field: that it is known, or how it
 * compares. What else the template language can ask is kept as it is written.
 */

import type { TraitType } from "@/api/vocabulary";

const ASKS = {
  known: "is known",
  unknown: "is not known",
  "==": "is",
  "!=": "is not",
  ">=": "is at least",
  "<=": "is at most",
} as const;
export type Ask = keyof typeof ASKS;
export const ASKS_IN_WORDS = Object.entries(ASKS).map(([value, label]) => ({
  value: value as Ask,
  label,
}));

export interface BlockCondition {
  /** `account.plan`. */
  field: string;
  ask: Ask;
  /** What it is compared with; undefined where nothing is. */
  value?: string | number | boolean;
}

const FIELD = "[a-z_][\\w.]*";
/** A field alone, as people write it, is false of 0 as well; what is written here is not. */
const KNOWN = new RegExp(`^(?:(not) +)?(${FIELD})(?: +is +(defined|undefined))?$`);
const WRITTEN = new RegExp(
  `^(${FIELD})(?: *(==|!=|>=|<=) *('[^'\\\\]*'|"[^"\\\\]*"|-?\\d+(?:\\.\\d+)?|true|false))$`,
);

/** Undefined: it asks more, or something else. */
export function readBlockCondition(written: string): BlockCondition | undefined {
  const [, not, named = "", is] = KNOWN.exec(written.trim()) ?? [];
  if (named !== "" && named !== "not" && !(not && is)) {
    return { field: named, ask: not || is === "undefined" ? "unknown" : "known" };
  }
  const [, field, ask, value] = WRITTEN.exec(written.trim()) ?? [];
  if (field === undefined || value === undefined) return undefined;
  return { field, ask: ask as Ask, value: literal(value) };
}

export function writeBlockCondition({ field, ask, value = "" }: BlockCondition): string {
  if (ask === "known") return `${field} is defined`;
  if (ask === "unknown") return `${field} is undefined`;
  return `${field} ${ask} ${typeof value === "string" ? quoted(value) : value}`;
}

export const isCompared = (ask: Ask): boolean => ask !== "known" && ask !== "unknown";
export const isBySize = (ask: Ask): boolean => ask === ">=" || ask === "<=";

/** Whether it is a field's name and nothing more. */
export const isField = (written: string): boolean => readBlockCondition(written)?.field === written;

/** The same asked of another field, or something else of the same one; at first, that it is known, or true. */
export function askedOf(
  field: string,
  type: TraitType | undefined,
  before?: BlockCondition,
): BlockCondition {
  if (before === undefined && type === "boolean") return { field, ask: "==", value: true };
  const ask = before?.ask ?? "known";
  if (!isCompared(ask)) return { field, ask };
  return { field, ask, value: asTyped(String(before?.value ?? ""), type, ask) };
}

/**
 * What is typed, as a field of that type holds it. Where sizes of numbers are compared it is a
 * number whatever is typed: no mail can be written that asks whether 5 is at least “many”.
 */
export function asTyped(
  typed: string,
  type: TraitType | undefined,
  ask: Ask,
): string | number | boolean {
  if (type === "boolean" && (typed === "true" || typed === "false")) return typed === "true";
  const ofNumbers = type === "number" || (isBySize(ask) && type !== "text" && type !== "date");
  if (ofNumbers && /^-?\d+(\.\d+)?$/.test(typed)) return Number(typed);
  return ofNumbers && isBySize(ask) ? 0 : typed;
}

function literal(written: string): string | number | boolean {
  if (written === "true" || written === "false") return written === "true";
  return /^['"]/.test(written) ? written.slice(1, -1) : Number(written);
}

/** In the quotes it does not hold; backslashes mean something else there, and are no part of any value. */
function quoted(text: string): string {
  const plain = text.replaceAll("\\", "");
  return plain.includes("'") ? `"${plain.replaceAll('"', "”")}"` : `'${plain}'`;
}
