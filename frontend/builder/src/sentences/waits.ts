/** What a wait waits for, and how long at most: `engine/sentences/waits`. */

import { dayInWords, durationInWords, isByDate, isDay, offsetInWords } from "@/definition/times";
import type { ByDate, Condition, Limit, MovingDate, UntilTime, WaitStep } from "@/definition/types";
import { daysInWords } from "./calendar";
import { conditionSentence, type NameOfStep } from "./conditions";
import { type Names, NO_NAMES } from "./names";
import { byWhom } from "./people";
import { type Missing, nameInWords, type Sentence, say, strong } from "./words";

/** `3 days`; `until First Login, at most 7 days`. Follows on “Wait”. */
export function waitSentence(
  step: WaitStep,
  nameOf: NameOfStep = nameInWords,
  names: Names = NO_NAMES,
): Sentence {
  if (step.for != null) return say(strong(durationInWords(step.for)));
  const said = until(step, nameOf, names);
  if (said === null) return say("for nothing");
  return step.at_most != null ? say(said, ", ", limitSentence(step.at_most)) : said;
}

function until(step: WaitStep, nameOf: NameOfStep, names: Names): Sentence | null {
  const what = step.until;
  if (what == null) return null;
  if ("day" in what) return say("until ", strong(dayInWords(what)));
  if ("time" in what) return untilTime(what);
  if ("date" in what) return untilDate(what);
  if ("event" in what)
    return say(
      "until ",
      strong(what.event || "an event to be chosen"),
      byWhom(what),
      where(what.where, nameOf, names),
    );
  if ("when" in what) return say("until ", conditionSentence(what.when, nameOf, names));
  return say("until ", strong("something to be chosen"));
}

/** `at most 7 days`, `at the latest day 7 at 09:00`, `at most until 14 days before account renewal
 * date at 09:00`. */
export function limitSentence(limit: Limit | Missing): Sentence {
  if (isDay(limit)) return say("at the latest ", strong(dayInWords(limit)));
  return say("at most ", isByDate(limit) ? untilDate(limit) : strong(durationInWords(limit)));
}

function where(condition: Condition | undefined, nameOf: NameOfStep, names: Names): Sentence {
  return condition ? say(" (only if ", conditionSentence(condition, nameOf, names), ")") : say();
}

function untilTime(what: UntilTime): Sentence {
  const days = what.days || "mon-sun";
  const on = days === "mon-sun" ? "" : say(" on ", strong(daysInWords(days)));
  return say("until it is ", strong(what.time || "a time to be chosen"), on);
}

const untilDate = (what: ByDate): Sentence => say("until ", onDate(what));

/** `90 days before account renewal date at 09:00`. */
export const onDate = ({ date, at }: ByDate): Sentence =>
  say(dateSentence(date), " at ", strong(at || "09:00"));

/** `90 days before account renewal date`. */
export function dateSentence(date: MovingDate | Missing): Sentence {
  const trait = strong(nameInWords(date?.trait) || "a date to be chosen");
  return date?.offset ? say(strong(offsetInWords(date.offset)), " ", trait) : say(trait);
}
