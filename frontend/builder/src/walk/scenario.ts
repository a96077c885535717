/** A walk as a scenario of the journey, so that it is tried out again before each publish. */

import type { Choice, Walk } from "@/api/walk";
import type { Journey, Scenario } from "@/definition/types";

/** A name is at most 200 characters; some are for its number. */
const LONGEST = 190;

/** The scenario, or why this walk cannot be one, in words. */
export type Told = { scenario: Scenario } | { because: string };

export function scenarioOf(journey: Journey, walked: Walk, choices: readonly Choice[]): Told {
  const { scenario, because } = walked.retold;
  if (scenario === null) return { because: because ?? "This walk cannot be told as a scenario." };
  return { scenario: { name: nameOf(journey, choices.slice(0, walked.used)), ...scenario } };
}

/** What was chosen, in few words; no other scenario of the journey is called so. */
function nameOf(journey: Journey, choices: readonly Choice[]): string {
  // Most walks are mostly waiting, which says nothing but where it is all there is.
  const words = choices.map((choice) => inWords(journey, choice)).filter((word) => word !== null);
  const said = words.filter((word, number) => word !== words[number - 1]).join(", ");
  return nameNotTaken(journey, said || (choices.length > 0 ? "Lets time pass" : "Just enters"));
}

/** This name, or the same with a number. */
export function nameNotTaken(journey: Journey, wanted: string): string {
  const taken = new Set((journey.scenarios ?? []).map(({ name }) => name));
  const base = wanted.slice(0, LONGEST);
  for (let number = 1; ; number += 1) {
    const tried = number === 1 ? base : `${base} ${number}`;
    if (!taken.has(tried)) return tried;
  }
}

/** Null for time that passes where nothing is looked for. */
function inWords(journey: Journey, { what, step, outcome, score }: Choice): string | null {
  const standing = journey.steps[step];
  const until = standing?.type === "wait" ? standing.until : undefined;
  const event = until && "event" in until ? String(until.event) : null;
  switch (what) {
    case "time":
      return event && `no ${event}`;
    case "event":
      return event ?? "does something";
    case "holds":
      return "it comes true";
    case "ahead":
      return "does something first";
    case "date":
      return "the date becomes known";
    case "answer":
      return `answers ${score}`;
    case "task":
      return outcome?.replaceAll("_", " ").replaceAll("-", " ") ?? "it is done";
    case "goal":
      return "reaches the goal";
    case "exit":
      return "leaves early";
  }
}
