/** What five fields of cron say, read apart: the same as `engine/crontab`. */

const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const PART = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/;
const OF_MONTH = /^([a-z]{3}|[0-7])(?:#([1-5])|l)$/;
/** From Sunday to Sunday; by their names it would be one day. */
const ALL_DAYS = /\b(?:0|sun)-7\b/g;

/** One weekday of the month: the second Tuesday. */
export interface OfMonth {
  /** `mon` to `sun`. */
  day: string;
  /** 1 to 5; null: the last. */
  number: number | null;
}

/** Null stands for all of them. */
export interface Crontab {
  minute: number;
  hours: readonly number[] | null;
  /** Of the month; empty: its last. */
  days: readonly number[] | null;
  months: readonly number[] | null;
  /** By their names, as they are written: `mon-fri`. */
  weekdays: string | OfMonth | null;
}

/** Undefined: it is no cron, or one that words would not make clearer. */
export function readCrontab(cron: string): Crontab | undefined {
  const fields = cron.toLowerCase().trim().split(/\s+/);
  const [minute = "", hour = "", day = "", month = "", weekday = ""] = fields;
  if (fields.length !== 5 || !/^[0-5]?\d$/.test(minute)) return undefined;
  const hours = numbers(hour, 0, 23);
  const days = day === "l" ? [] : numbers(day, 1, 31);
  const months = numbers(numbered(month), 1, 12);
  const weekdays = weekday === "*" ? null : (ofMonth(weekday) ?? named(weekday));
  if (hours === undefined || days === undefined || months === undefined || weekdays === undefined)
    return undefined;
  return { minute: Number(minute), hours, days, months, weekdays };
}

function ofMonth(weekday: string): OfMonth | undefined {
  const found = OF_MONTH.exec(weekday);
  const [, day = "", number] = found ?? [];
  return found ? { day: names(day), number: number ? Number(number) : null } : undefined;
}

/** In order; undefined: they are none. */
function numbers(field: string, lowest: number, highest: number): number[] | null | undefined {
  const found = new Set<number>();
  for (const part of field.split(",")) {
    const matched = PART.exec(part);
    if (!matched) return undefined;
    const [, from, to, by] = matched;
    const first = from === undefined ? lowest : Number(from);
    const alone = from !== undefined && by === undefined ? first : highest;
    const last = to === undefined ? alone : Number(to);
    const step = Number(by ?? 1);
    if (step < 1 || first < lowest || last > highest || first > last) return undefined;
    for (let number = first; number <= last; number += step) found.add(number);
  }
  if (found.size === highest - lowest + 1) return null;
  return [...found].sort((one, other) => one - other);
}

/** `jan,apr` as `1,4`. */
const numbered = (month: string): string =>
  month.replace(/[a-z]+/g, (name) =>
    MONTHS.includes(name) ? `${MONTHS.indexOf(name) + 1}` : name,
  );

/** `1-5` as `mon-fri`. */
function named(weekday: string): string | undefined {
  const found = names(weekday.replace(ALL_DAYS, "mon-sun"));
  const shaped = /^[a-z]{3}(-[a-z]{3})?(,[a-z]{3}(-[a-z]{3})?)*$/.test(found);
  const known = (found.match(/[a-z]+/g) ?? []).every((day) =>
    WEEKDAYS.some((each) => each === day),
  );
  return shaped && known ? found : undefined;
}

const names = (weekday: string): string =>
  weekday.replace(/[0-7]/g, (digit) => WEEKDAYS[Number(digit)] ?? digit);
