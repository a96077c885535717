/** Durations, offsets and limits as a definition writes them, and in words: `engine/definition/times`. */

import type { DayOfJourney, Duration, Limit, Offset } from "./types";

export type Unit = "m" | "h" | "d" | "w" | "business days";

export interface Amount {
  amount: number;
  unit: Unit;
}

const WRITTEN = /^(\d{1,5}) ?(m|h|d|w|business days?)$/;
const OFFSET = /^([+-]?)(\d{1,5} ?(?:m|h|d|w|business days?))$/;
export const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Undefined when it is no duration. */
export function readDuration(written: string): Amount | undefined {
  const found = WRITTEN.exec(written.trim());
  if (!found) return undefined;
  const unit = found[2]?.startsWith("business") ? "business days" : (found[2] as Unit);
  return { amount: Number(found[1]), unit };
}

export function writeDuration({ amount, unit }: Amount): Duration {
  if (unit === "business days") return `${amount} business day${amount === 1 ? "" : "s"}`;
  return `${amount}${unit}`;
}

const NAMES: Readonly<Record<Unit, string>> = {
  m: "minute",
  h: "hour",
  d: "day",
  w: "week",
  "business days": "business day",
};

/** `3 days`, `1 hour`, `2 business days`; what is no duration stays as it is written. */
export function durationInWords(written: Duration | null | undefined): string {
  const read = readDuration(written ?? "");
  if (!read) return written || "some time";
  return `${read.amount} ${NAMES[read.unit]}${read.amount === 1 ? "" : "s"}`;
}

export interface ReadOffset extends Amount {
  before: boolean;
}

export function readOffset(written: Offset): ReadOffset | undefined {
  const found = OFFSET.exec(written.trim());
  const amount = found && readDuration(found[2] ?? "");
  return amount ? { ...amount, before: found[1] === "-" } : undefined;
}

export function writeOffset({ amount, unit, before }: ReadOffset): Offset {
  return `${before ? "-" : ""}${writeDuration({ amount, unit })}`;
}

/** `60 days before`, `2 weeks after`. */
export function offsetInWords(written: Offset): string {
  const read = readOffset(written);
  if (!read) return written;
  return `${durationInWords(writeDuration(read))} ${read.before ? "before" : "after"}`;
}

export const isDay = (limit: Limit | null | undefined): limit is DayOfJourney =>
  typeof limit === "object" && limit !== null;

/** `day 7 at 09:00`. */
export const dayInWords = (day: DayOfJourney): string =>
  `day ${day.day ?? "…"} at ${day.at || "09:00"}`;

/** In days, of which business days take 1.4; undefined when it is no duration. */
export function inDays(written: Duration | undefined): number | undefined {
  const read = readDuration(written ?? "");
  if (!read) return undefined;
  const days = { m: 1 / 1440, h: 1 / 24, d: 1, w: 7, "business days": 1.4 }[read.unit];
  return read.amount * days;
}
