/**
 * Times that come again, as cron writes them, as far as a form can say them: at most once a day, on
 * days that people have words for. What else cron can say is kept as it is written.
 */

import { readCrontab } from "./crontab";
import type { Days, TimeOfDay } from "./types";

/** 1 to 4, or 0 for the last. */
export type Which = 0 | 1 | 2 | 3 | 4;
/** 1 to 31, or 0 for the last. */
export type DayOfMonth = number;

export type Times =
  | { on: "every"; at: TimeOfDay }
  | { on: "days"; days: Days; at: TimeOfDay }
  /** The second Tuesday of every month. */
  | { on: "weekday"; which: Which; day: string; at: TimeOfDay }
  | { on: "month"; day: DayOfMonth; at: TimeOfDay }
  /** In January, April, July and October for the first month, and so on to the third. */
  | { on: "quarter"; month: 1 | 2 | 3; day: DayOfMonth; at: TimeOfDay }
  | { on: "year"; month: number; day: DayOfMonth; at: TimeOfDay };

/** Undefined: it is not so simple, or no cron at all. */
export function readCron(cron: string): Times | undefined {
  const read = readCrontab(cron);
  const [hour, ...more] = read?.hours ?? [];
  if (!read || hour === undefined || more.length > 0) return undefined;
  const at = `${String(hour).padStart(2, "0")}:${String(read.minute).padStart(2, "0")}`;
  const { days, months, weekdays } = read;
  if (weekdays !== null) {
    if (days !== null || months !== null) return undefined;
    if (typeof weekdays === "string") return { on: "days", days: weekdays, at };
    const { day, number } = weekdays;
    return number === 5 ? undefined : { on: "weekday", which: (number ?? 0) as Which, day, at };
  }
  if (days === null) return months === null ? { on: "every", at } : undefined;
  if (days.length > 1) return undefined;
  const day = days[0] ?? 0;
  if (months === null) return { on: "month", day, at };
  const [month = 1] = months;
  if (months.length === 1) return { on: "year", month, day, at };
  return String(months) === String(quarterly(month))
    ? { on: "quarter", month: month as 1 | 2 | 3, day, at }
    : undefined;
}

const quarterly = (month: number): number[] => [month, month + 3, month + 6, month + 9];

export function writeCron(times: Times): string {
  const [hour, minute] = times.at.split(":").map(Number);
  const at = `${minute} ${hour}`;
  switch (times.on) {
    case "every":
      return `${at} * * *`;
    case "days":
      return `${at} * * ${times.days}`;
    case "weekday":
      return `${at} * * ${times.day}${times.which === 0 ? "L" : `#${times.which}`}`;
    case "month":
      return `${at} ${times.day || "L"} * *`;
    case "quarter":
      return `${at} ${times.day || "L"} ${quarterly(times.month)} *`;
    case "year":
      return `${at} ${times.day || "L"} ${times.month} *`;
  }
}
