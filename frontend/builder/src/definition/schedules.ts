/**
 * Times that come again, as cron writes them, as far as they come at most once a day and say so
 * simply: `engine/sentences/entering`. What else cron can say is kept as it is written.
 */

import type { Days, TimeOfDay } from "./types";

/** On all days, on days of the week, or on one day of every month. */
export type Times =
  | { on: "days"; days: Days; at: TimeOfDay }
  | { on: "month"; day: number; at: TimeOfDay }
  | { on: "every"; at: TimeOfDay };

const ONCE_A_DAY = /^([0-5]?\d) ([01]?\d|2[0-3]) (\*|\d{1,2}) \* (\*|[a-z,-]+)$/;

/** Undefined: it is not so simple, or no cron at all. */
export function readCron(cron: string): Times | undefined {
  const found = ONCE_A_DAY.exec(cron.toLowerCase().trim().split(/\s+/).join(" "));
  if (!found) return undefined;
  const [, minute = "", hour = "", day = "*", days = "*"] = found;
  const at = `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;
  if (day !== "*") return { on: "month", day: Number(day), at };
  return days === "*" ? { on: "every", at } : { on: "days", days, at };
}

export function writeCron(times: Times): string {
  const [hour, minute] = times.at.split(":").map(Number);
  const day = times.on === "month" ? times.day : "*";
  return `${minute} ${hour} ${day} * ${times.on === "days" ? times.days : "*"}`;
}
