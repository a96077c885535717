/** Times that come again, in words: `engine/sentences/schedules`. */

import { type Crontab, readCrontab } from "@/definition/crontab";
import type { Schedule } from "@/definition/types";
import { daysInWords, MONTHS, ORDINALS, weekdayInWords } from "./calendar";
import { type Missing, type Sentence, say, strong } from "./words";

const ALWAYS = "every day";
/** From so many hours on that follow one another evenly, only the first and the last are said. */
const MANY = 5;

/** `every Monday to Friday at 09:00, Europe/Amsterdam`. What words would not make clearer is shown as
 * it is written. */
export function scheduleSentence(schedule: Schedule | Missing): Sentence {
  const zone = `, ${(schedule?.time_zone || "UTC").replaceAll("_", " ")}`;
  const begins = schedule?.starting ? `, from ${inFull(schedule.starting)}` : "";
  const times = readCrontab(schedule?.cron ?? "");
  if (!times) return say("at the times ", strong(schedule?.cron || "to be chosen"), begins, zone);
  const days = daysOf(times, schedule?.weeks ?? 1);
  const { each, words } = hoursOf(times);
  if (days === ALWAYS && !each) return say(strong(words), begins, zone);
  return say(strong(days), each ? " at " : ", ", strong(words), begins, zone);
}

function daysOf({ days, months, weekdays }: Crontab, weeks: number): string {
  const named = months && listed(months.map((month) => MONTHS[month - 1] ?? ""));
  if (weekdays && typeof weekdays !== "string") {
    const { day, number } = weekdays;
    return `on the ${ORDINALS[number ?? 0]} ${weekdayInWords(day)} of ${named ?? "every month"}`;
  }
  if (weekdays === null && days !== null) return `${ofMonth(days)} of ${named ?? "every month"}`;
  const often = weekdays === null ? ALWAYS : weekly(weekdays, weeks);
  return named === null ? often : `${often} in ${named}`;
}

function weekly(weekdays: string, weeks: number): string {
  const days = daysInWords(weekdays);
  if (weeks === 1) return `every ${days}`;
  if (weeks >= MANY) return `every ${weeks} weeks on ${days}`;
  const often = ORDINALS[weeks];
  return /^[a-z]+$/.test(weekdays) ? `every ${often} ${days}` : `every ${often} week on ${days}`;
}

const ofMonth = (days: readonly number[]): string =>
  days.length === 0
    ? "on the last day"
    : `on day${days.length > 1 ? "s" : ""} ${listed(days.map(String))}`;

/** `each`: whether they are said one by one. */
function hoursOf({ hours, minute }: Crontab): { each: boolean; words: string } {
  if (hours === null)
    return { each: false, words: minute ? `every hour at minute ${minute}` : "every hour" };
  const two = (number: number) => String(number).padStart(2, "0");
  const shown = hours.map((hour) => `${two(hour)}:${two(minute)}`);
  const apart = new Set(hours.slice(1).map((hour, number) => hour - (hours[number] ?? 0)));
  const [step] = apart;
  if (shown.length < MANY || apart.size > 1) return { each: true, words: listed(shown) };
  const often = step === 1 ? "every hour" : `every ${step} hours`;
  return { each: false, words: `${often} from ${shown[0]} to ${shown.at(-1)}` };
}

function listed(words: readonly string[]): string {
  const others = words.slice(0, -1).join(", ");
  const last = words.at(-1) ?? "";
  return others ? `${others} and ${last}` : last;
}

/** `2026-12-01` as `1 December 2026`; what is no date stays as it is. */
function inFull(day: string): string {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? [];
  return date ? `${Number(date)} ${MONTHS[Number(month) - 1] ?? month} ${year}` : day;
}
