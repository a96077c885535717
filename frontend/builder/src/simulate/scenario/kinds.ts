/** What can happen in a scenario and what can be expected of it, and how each begins. */

import type {
  Expectation,
  Happening,
  Journey,
  Moment,
  Scenario,
  StepId,
  StepTypeName,
} from "@/definition/types";
import { segmentsOfEntrants } from "@/model/edits/entrants";
import { nameNotTaken } from "@/walk/scenario";

export const HAPPENS = ["event", "account", "contact", "message", "task", "survey"] as const;
export type Happens = (typeof HAPPENS)[number];
export const EXPECTS = ["sends", "asks", "reaches", "never", "ends"] as const;
export type Expects = (typeof EXPECTS)[number];

export const HAPPENS_IN_WORDS: Readonly<Record<Happens, string>> = {
  event: "The customer does something",
  account: "Traits of the account change",
  contact: "Traits of the contact change",
  message: "A message is opened, clicked …",
  task: "A colleague answers a task",
  survey: "A survey is answered",
};
export const EXPECTS_IN_WORDS: Readonly<Record<Expects, string>> = {
  sends: "This message goes out",
  asks: "A colleague is asked",
  reaches: "They come to this step",
  never: "They never come to this step",
  ends: "The journey ends as",
};

const MESSAGES: readonly StepTypeName[] = ["email", "in_app", "survey"];
const ASKING: readonly StepTypeName[] = ["task", "approve"];
const TYPES: Readonly<Partial<Record<Happens | Expects, readonly StepTypeName[]>>> = {
  message: MESSAGES,
  sends: MESSAGES,
  task: ASKING,
  asks: ASKING,
  survey: ["survey"],
};

/** The types of steps that can be named there; undefined: all of them. */
export const typesFor = (kind: Happens | Expects) => TYPES[kind];

export const whatHappens = (happening: Happening): Happens =>
  HAPPENS.find((kind) => happening[kind] !== undefined) ?? "event";
export const whatIsExpected = (expectation: Expectation): Expects =>
  EXPECTS.find((kind) => expectation[kind] !== undefined) ?? "reaches";

function firstStep(journey: Journey, kind: Happens | Expects): StepId {
  const types = typesFor(kind);
  const found = Object.entries(journey.steps).find(([, step]) => types?.includes(step.type));
  return found?.[0] ?? "";
}

export function firstHappening(journey: Journey, kind: Happens, at: Moment): Happening {
  switch (kind) {
    case "event":
      return { at, event: "" };
    case "account":
      return { at, account: {} };
    case "contact":
      return { at, contact: {} };
    case "message":
      return { at, message: firstStep(journey, kind), was: "opened" };
    case "task": {
      const task = firstStep(journey, kind);
      return { at, task, outcome: buttonsOf(journey, task)[0] ?? "done" };
    }
    case "survey": {
      const survey = firstStep(journey, kind);
      return { at, survey, score: scoresOf(journey, survey).most };
    }
  }
}

/** What is expected now of the same step, where that can be, and by the same time. */
export function expectedInstead(journey: Journey, kind: Expects, now: Expectation): Expectation {
  const first = firstExpectation(journey, kind, now.by);
  const step = now[whatIsExpected(now)] ?? "";
  const type = journey.steps[step]?.type;
  const types = typesFor(kind);
  const canBe = kind !== "ends" && type !== undefined && (types?.includes(type) ?? true);
  return canBe ? { ...first, [kind]: step } : first;
}

export function firstExpectation(journey: Journey, kind: Expects, by?: Moment): Expectation {
  const until = by === undefined ? {} : { by };
  if (kind === "ends") return { ends: endsOf(journey)[0] ?? "completed", ...until };
  const step = typesFor(kind) ? firstStep(journey, kind) : journey.start;
  return { [kind]: step, ...until };
}

/** The buttons of a task or an approval; one without buttons is simply done. */
export function buttonsOf(journey: Journey, id: StepId): readonly string[] {
  const step = journey.steps[id];
  if (step?.type === "approve") return ["approved", "cancelled"];
  return (step?.type === "task" && step.outcomes) || ["done"];
}

export function scoresOf(journey: Journey, id: StepId): { least: number; most: number } {
  const step = journey.steps[id];
  const csat = step?.type === "survey" && step.kind === "csat";
  return csat ? { least: 1, most: 5 } : { least: 0, most: 10 };
}

/** Every outcome a customer of this journey can end with. */
export function endsOf(journey: Journey): readonly string[] {
  const exits = Object.values(journey.steps).flatMap((step) =>
    step.type === "exit" ? [step.outcome ?? "completed"] : [],
  );
  const goal = journey.goal && journey.goal.exit !== false ? ["goal"] : [];
  return [...new Set([...exits, ...goal, ...(journey.exit?.length ? ["exited"] : [])])];
}

/** Of somebody whom the journey lets in. */
export function firstScenario(journey: Journey): Scenario {
  const segments = [...segmentsOfEntrants(journey)];
  const scenario = {
    name: nameNotTaken(journey, "A customer"),
    expect: [firstExpectation(journey, "reaches")],
  };
  return segments.length > 0 ? { ...scenario, customer: { segments } } : scenario;
}
