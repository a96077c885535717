/** When times that come again come next. The server reckons by the same rules: `engine/schedules`. */

import { type Crontab, readCrontab } from "@/definition/crontab";
import { readDays } from "@/definition/times";
import type { Schedule } from "@/definition/types";

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
/** Beyond so many days nothing is looked for: 29 February comes within eight years. */
const FURTHEST = 3_000;
const EVERY_HOUR = Array.from({ length: 24 }, (_, hour) => hour);

/** The next few, after an instant; all of them as instants. */
export function upcoming(schedule: Schedule, after: number, count = 3): number[] {
  const times = readCrontab(schedule.cron);
  const wall = wallOf(schedule.time_zone ?? "UTC");
  if (!times || !wall) return [];
  const today = Math.floor(wall(after) / DAY) * DAY;
  const found: number[] = [];
  for (let ahead = 0; ahead < FURTHEST && found.length < count; ahead += 1) {
    const day = today + ahead * DAY;
    if (!isMeant(times, new Date(day)) || !isCounted(schedule, day)) continue;
    for (const hour of times.hours ?? EVERY_HOUR) {
      const at = instantOf(day + (hour * 60 + times.minute) * MINUTE, wall);
      if (at > after && at !== found.at(-1) && found.length < count) found.push(at);
    }
  }
  return found;
}

/** Days of the week from Monday on. */
const weekday = (day: Date): number => (day.getUTCDay() + 6) % 7;

/** `day` carries its date as if it were UTC. */
function isMeant({ days, months, weekdays }: Crontab, day: Date): boolean {
  const date = day.getUTCDate();
  const isLast = (by: number) =>
    new Date(day.getTime() + by * DAY).getUTCMonth() !== day.getUTCMonth();
  if (months && !months.includes(day.getUTCMonth() + 1)) return false;
  if (days && !(days.length === 0 ? isLast(1) : days.includes(date))) return false;
  if (weekdays === null) return true;
  if (typeof weekdays === "string") return readDays(weekdays).has(weekday(day));
  const { day: name, number } = weekdays;
  if (!readDays(name).has(weekday(day))) return false;
  return number === null ? isLast(7) : Math.ceil(date / 7) === number;
}

/** Whether its week counts, and it has begun. */
function isCounted({ weeks = 1, starting }: Schedule, day: number): boolean {
  const first = Date.parse(`${starting}T00:00Z`);
  if (Number.isNaN(first)) return true;
  const monday = first - weekday(new Date(first)) * DAY;
  return day >= first && Math.floor((day - monday) / (7 * DAY)) % weeks === 0;
}

/** What a clock shows at an instant, as if it stood in UTC. Null: there is no such zone. */
export function wallOf(zone: string): ((at: number) => number) | null {
  let clock: Intl.DateTimeFormat;
  try {
    clock = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return null;
  }
  return (at) => {
    const parts = Object.fromEntries(
      clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  };
}

/** When a clock shows this. Left out in spring: an hour later; shown twice in autumn: the first. */
export function instantOf(shown: number, wall: (at: number) => number): number {
  const offset = (at: number) => wall(at) - at;
  const before = shown - offset(shown - DAY);
  const behind = shown - offset(shown + DAY);
  return wall(before) !== shown && wall(behind) === shown ? behind : before;
}
