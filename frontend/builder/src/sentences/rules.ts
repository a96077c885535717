/** The journey's own rules in words: who enters, what it is for, what takes a customer out.
 * `engine/sentences/rules` */

import { durationInWords, readPercentage } from "@/definition/times";
import type { ExitRule, Journey, Sending, Window } from "@/definition/types";
import { daysInWords } from "./calendar";
import { conditionSentence } from "./conditions";
import { triggerSentence } from "./entering";
import { type Names, NO_NAMES } from "./names";
import {
  capitalized,
  joined,
  nameInWords,
  type Piece,
  type Sentence,
  say,
  stepTitle,
  strong,
} from "./words";

const BY_HAND = "by hand, by the API, or from another journey";

/** What starts it, all triggers together, to stand behind “customers enter”. */
export function waysIn(journey: Journey, names: Names = NO_NAMES): Sentence {
  const triggers = journey.entry.triggers ?? [];
  if (triggers.length === 0) return say(BY_HAND);
  return joined(
    triggers.map((each) => triggerSentence(each, names)),
    "or",
  );
}

/** The same as a sentence of its own. */
export const entrySentence = (journey: Journey, names: Names = NO_NAMES): Sentence =>
  capitalized(waysIn(journey, names));

/** So many triggers are said where there is little room. */
const MOST_LINES = 3;

/** Who enters where there is little room: what starts it, and for whom. */
export const entryLines = (journey: Journey, names: Names = NO_NAMES): Sentence[] => [
  ...triggerLines(journey, names),
  ...(journey.entry.audience ? [audienceSentence(journey, names)] : []),
];

/** The first triggers, each to be a line, and how many more there are. */
function triggerLines(journey: Journey, names: Names): Sentence[] {
  const triggers = journey.entry.triggers ?? [];
  if (triggers.length < 2) return [entrySentence(journey, names)];
  const lines = triggers
    .slice(0, MOST_LINES)
    .map((each, number) =>
      number === 0
        ? capitalized(triggerSentence(each, names))
        : say("or ", triggerSentence(each, names)),
    );
  const more = triggers.length - MOST_LINES;
  return more > 0 ? [...lines, say(`and ${more} more`)] : lines;
}

/** What starts it: one sentence for each trigger, or one that says that nothing does. */
export function triggerSentences(journey: Journey, names: Names = NO_NAMES): Sentence[] {
  const triggers = journey.entry.triggers ?? [];
  if (triggers.length === 0) return [entrySentence(journey)];
  return triggers.map((each) => capitalized(triggerSentence(each, names)));
}

/** Who of those may enter. */
export function audienceSentence(journey: Journey, names: Names = NO_NAMES): Sentence {
  const { audience } = journey.entry;
  if (!audience) return say(journey.subject === "contact" ? "All contacts" : "All accounts");
  return say("Only if ", conditionSentence(audience, titlesOf(journey), names));
}

/** Whether somebody may enter again. */
export function reentrySentence(journey: Journey): Sentence {
  const reentry = journey.entry.reentry ?? "never";
  if (reentry === "never") return say("Once; never again");
  if (reentry === "always") return say("Again, whenever a passage has ended");
  return say("Again, ", strong(durationInWords(reentry.after)), " after they last entered");
}

/** Who is kept out to compare with. Null: nobody. */
export function holdoutSentence(journey: Journey): Sentence | null {
  const { holdout } = journey.entry;
  if (holdout == null) return null;
  const percent = readPercentage(holdout);
  const share = percent === undefined ? holdout || "a share to be chosen" : `${percent}%`;
  return say(strong(share), " of accounts are kept out, to compare with");
}

/** What it is for. Null: it has no goal. */
export function goalSentence(journey: Journey, names: Names = NO_NAMES): Sentence | null {
  const { goal } = journey;
  if (!goal) return null;
  const pieces: Piece[] = [conditionSentence(goal.when, titlesOf(journey), names)];
  if (goal.within != null)
    pieces.push(", within ", strong(durationInWords(goal.within)), " of entry");
  pieces.push(goal.exit === false ? "; the journey goes on" : "; the journey then ends");
  const said = say(...pieces);
  // An event is written as it is called.
  return said[0]?.strong ? said : capitalized(said);
}

/** What takes a customer out at once: one sentence for each rule. */
export function exitSentences(journey: Journey, names: Names = NO_NAMES): Sentence[] {
  return (journey.exit ?? []).map((rule) =>
    say("As soon as ", exit(journey, rule, names), rule.reason ? ` (${rule.reason})` : ""),
  );
}

function exit(journey: Journey, rule: ExitRule, names: Names): Sentence {
  if (!("leaves" in rule)) return conditionSentence(rule.when, titlesOf(journey), names);
  const { audience } = journey.entry;
  if (!audience) return say("the audience no longer describes them");
  return say("this no longer holds: ", conditionSentence(audience, titlesOf(journey), names));
}

const titlesOf = (journey: Journey) => (step: string) => stepTitle(journey, step);

/** When messages may go out, and what becomes of them where there is no room for all. */
export function sendingSentence(send: Sending | undefined): Sentence {
  return say(...whenSent(send), ...whereCrowded(send));
}

function whenSent(send: Sending | undefined): Piece[] {
  const window = send?.window;
  if (window == null || window === "always") return ["At any time"];
  return [
    strong(daysInWords(window.days || "mon-fri")),
    ", ",
    strong(`${window.from || "09:00"} to ${window.to || "17:00"}`),
    `, ${zone(window)}`,
    holidays(window.holidays),
  ];
}

function holidays(holidays: string | null | undefined): string {
  if (!holidays) return "";
  if (holidays === "none") return ", on public holidays too";
  if (holidays === "account") return ", not on public holidays";
  return `, not on public holidays of ${holidays}`;
}

function whereCrowded(send: Sending | undefined): Piece[] {
  const pieces: Piece[] = [];
  if (send?.priority != null) pieces.push("; priority ", strong(`${send.priority}`));
  if (send?.capped)
    pieces.push(send.capped === "skip" ? "; left out" : "; waits", " where there is no room");
  if (send?.patience)
    pieces.push("; left out after waiting ", strong(durationInWords(send.patience)));
  return pieces;
}

function zone(window: Window): string {
  const zone = window.zone || "contact";
  if (zone === "contact" || zone === "account") return `on the ${zone}’s clock`;
  return `on the clock of ${nameInWords(zone).replaceAll("/", ", ")}`;
}
