/** When times that come again come next. The server reckons by the same rules: `engine/schedules`. */

import type { Times } from "@/definition/schedules";
import { readDays } from "@/definition/times";

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
/** Beyond so many days nothing is looked for: 29 February comes within eight years. */
const FURTHEST = 3_000;

/** The next few, after an instant; all of them as instants. `zone` is an IANA name. */
export function upcoming(times: Times, zone: string, after: number, count = 3): number[] {
  const wall = wallOf(zone);
  if (!wall) return [];
  const [hour = 0, minute = 0] = times.at.split(":").map(Number);
  const today = Math.floor(wall(after) / DAY) * DAY;
  const found: number[] = [];
  for (let ahead = 0; ahead < FURTHEST && found.length < count; ahead += 1) {
    const day = today + ahead * DAY;
    if (!isMeant(times, new Date(day))) continue;
    const at = instantOf(day + (hour * 60 + minute) * MINUTE, wall);
    if (at > after) found.push(at);
  }
  return found;
}

/** `day` carries its date as if it were UTC. */
function isMeant(times: Times, day: Date): boolean {
  switch (times.on) {
    case "every":
      return true;
    case "month":
      return day.getUTCDate() === times.day;
    case "days":
      return readDays(times.days).has((day.getUTCDay() + 6) % 7);
  }
}

/** What a clock shows at an instant, as if it stood in UTC. Null: there is no such zone. */
function wallOf(zone: string): ((at: number) => number) | null {
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
function instantOf(shown: number, wall: (at: number) => number): number {
  const offset = (at: number) => wall(at) - at;
  const before = shown - offset(shown - DAY);
  const behind = shown - offset(shown + DAY);
  return wall(before) !== shown && wall(behind) === shown ? behind : before;
}
