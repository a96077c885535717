/** Instants as a reader sees them. */

const writers = new Map<string, Intl.DateTimeFormat>();

/** Made once: that takes far longer than to write with it. */
function writer(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  const known = writers.get(key) ?? new Intl.DateTimeFormat(locale, options);
  writers.set(key, known);
  return known;
}

/**
 * Writes an instant in a zone, an IANA name: `Tue 1 Dec, 09:00`, with the year if another. `exact`: to
 * the second.
 */
export function momentIn(zone: string, exact = false): (at: string) => string {
  const parts = {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    second: exact ? "2-digit" : undefined,
    timeZone: zone,
  } as const;
  const near = writer("en-GB", parts);
  const far = writer("en-GB", { ...parts, year: "numeric" });
  const year = writer("en", { year: "numeric", timeZone: zone });
  const now = year.format(new Date());
  return (at) => {
    const moment = new Date(at);
    const written = (year.format(moment) === now ? near : far).format(moment);
    // Some browsers put a comma behind the day of the week, some only where a year follows.
    return written.replace(/^(\p{L}+),/u, "$1");
  };
}

/** Only the time of what was today: `14:05`; else with its day. */
export function momentOfDay(zone: string): (at: string) => string {
  const day = writer("en-CA", { dateStyle: "short", timeZone: zone });
  const time = writer("en-GB", { timeStyle: "short", timeZone: zone });
  const whole = momentIn(zone);
  return (at) =>
    day.format(new Date(at)) === day.format(new Date()) ? time.format(new Date(at)) : whole(at);
}

const DAY = 86_400;
const YEAR = ["year", 365 * DAY] as const;
/** In seconds, each with how many of it are said in the next. */
const SPANS: readonly (readonly [unit: string, length: number, below: number])[] = [
  ["minute", 60, 60],
  ["hour", 3_600, 24],
  ["day", DAY, 60],
  ["month", 30 * DAY, 12],
];

/** `2 hours ago`, to the nearest, as the pages say it: `api/pages/moments`. */
export function ago(instant: string, now: number = Date.now()): string {
  const seconds = (now - Date.parse(instant)) / 1_000;
  if (seconds < 60) return "just now";
  const nearest = (length: number) => Math.max(1, Math.floor((seconds + length / 2) / length));
  const [unit, length] = SPANS.find(([, each, below]) => nearest(each) < below) ?? YEAR;
  const count = nearest(length);
  return `${count} ${unit}${count === 1 ? "" : "s"} ago`;
}

/** Further off, nobody counts the days. */
const COUNTED = 60;

/** `Thu 24 Dec 2026, in 4 days`, on the clock of this browser; empty: it is no date. */
export function dayInWords(date: string, now: Date = new Date()): string {
  const day = Date.parse(`${date}T00:00Z`);
  if (Number.isNaN(day)) return "";
  const parts = { weekday: "short", day: "numeric", month: "short", year: "numeric" } as const;
  const said = writer("en-GB", { ...parts, timeZone: "UTC" })
    .format(day)
    .replace(",", "");
  const ahead = (day - Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())) / (DAY * 1_000);
  const near = { "-1": "yesterday", 0: "today", 1: "tomorrow" }[ahead];
  const far = ahead < 0 ? `${-ahead} days ago` : `in ${ahead} days`;
  return Math.abs(ahead) > COUNTED ? said : `${said}, ${near ?? far}`;
}
