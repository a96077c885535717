/** Durations, offsets and limits as a definition writes them, and in words: `engine/definition/times`. */

import type { ByDate, DayOfJourney, Days, Duration, Limit, Offset, Percentage } from "./types";

export type Unit = "m" | "h" | "d" | "w" | "business days" | "business hours";

export interface Amount {
  amount: number;
  unit: Unit;
}

const WRITTEN = /^(\d{1,5}) ?(m|h|d|w|business days?|business hours?)$/;
const OFFSET = /^([+-]?)(\d{1,5} ?(?:m|h|d|w|business days?|business hours?))$/;
export const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Undefined when it is no duration. */
export function readDuration(written: string): Amount | undefined {
  const found = WRITTEN.exec(written.trim());
  if (!found) return undefined;
  const unit = (/^business (day|hour)$/.test(found[2] ?? "") ? `${found[2]}s` : found[2]) as Unit;
  return { amount: Number(found[1]), unit };
}

export function writeDuration({ amount, unit }: Amount): Duration {
  if (unit.includes(" ")) return `${amount} ${amount === 1 ? unit.slice(0, -1) : unit}`;
  return `${amount}${unit}`;
}

/** `mon` to `sun`, as a definition writes them. */
export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** The days meant by `mon-fri` or `sat,mon`: 0 for Monday to 6 for Sunday. A range may run over the
 * week's end; what is no day is left out. */
export function readDays(written: Days): ReadonlySet<number> {
  const days: readonly string[] = WEEKDAYS;
  const found = new Set<number>();
  for (const part of written.split(",")) {
    const [first = "", last = first] = part.split("-");
    const [start, end] = [days.indexOf(first), days.indexOf(last)];
    if (start < 0 || end < 0) continue;
    for (let ahead = 0; ahead <= (end - start + 7) % 7; ahead += 1) found.add((start + ahead) % 7);
  }
  return found;
}

/** The most days from one of the days meant to the next: 3 of `mon-fri`, 7 of `mon`. */
export function widestGap(written: Days): number {
  const days = [...readDays(written)].sort();
  const gaps = days.map((day, at) => {
    const after = days[(at + 1) % days.length] ?? day;
    return ((after - day + 6) % 7) + 1;
  });
  return Math.max(1, ...gaps);
}

const NAMES: Readonly<Record<Unit, string>> = {
  m: "minute",
  h: "hour",
  d: "day",
  w: "week",
  "business days": "business day",
  "business hours": "business hour",
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

const PERCENTAGE = /^(\d{1,2}(?:\.\d)?) ?%$/;

/** `10%` as 10: more than nothing and at most half. Undefined when it is no such share. */
export function readPercentage(written: string): number | undefined {
  const percent = Number(PERCENTAGE.exec(written.trim())?.[1]);
  return percent > 0 && percent <= 50 ? percent : undefined;
}

/** To one digit, which is all that can be said. */
export const writePercentage = (percent: number): Percentage => `${Math.round(percent * 10) / 10}%`;

export const isDay = (limit: Limit | null | undefined): limit is DayOfJourney =>
  typeof limit === "object" && limit !== null && !("date" in limit);

export const isByDate = (limit: Limit | null | undefined): limit is ByDate =>
  typeof limit === "object" && limit !== null && "date" in limit;

/** `day 7 at 09:00`. */
export const dayInWords = (day: DayOfJourney): string =>
  `day ${day.day ?? "…"} at ${day.at || "09:00"}`;

/** In days, of which business days take 1.4; undefined when it is no duration. */
export function inDays(written: Duration | undefined): number | undefined {
  const read = readDuration(written ?? "");
  if (!read) return undefined;
  const days = {
    m: 1 / 1440,
    h: 1 / 24,
    d: 1,
    w: 7,
    "business days": 1.4,
    "business hours": 0.175,
  }[read.unit];
  return read.amount * days;
}
