import { describe, expect, test } from "vitest";
import { links } from "@/definition/links";
import type { Journey, Step, StepId } from "@/definition/types";
import { ALL, shared, told } from "@/testing/shared";
import { TRIAL } from "@/testing/trial";
import { type Names, NO_NAMES } from "./names";
import { outletSentence, waySentence } from "./outlets";
import {
  audienceSentence,
  entryLines,
  entrySentence,
  exitSentences,
  goalSentence,
  holdoutSentence,
  reentrySentence,
  sendingSentence,
  triggerSentences,
} from "./rules";
import { stepSentence } from "./steps";
import { plain, type Sentence, stepTitle } from "./words";

interface Said {
  titles: Record<StepId, string>;
  steps: Record<StepId, Sentence>;
  outlets: Record<StepId, Record<string, Sentence | null>>;
  rules: {
    entry: Sentence;
    triggers: Sentence[];
    audience: Sentence;
    reentry: Sentence;
    holdout: Sentence | null;
    goal: Sentence | null;
    exits: Sentence[];
    sending: Sentence;
  };
}

/** With what things are called, and with nothing known. */
const NAMED = shared<{
  names: Record<keyof Names, Record<string, string>>;
  said: Record<string, Said>;
}>("named.json");
const names = Object.fromEntries(
  Object.entries(NAMED.names).map(([kind, called]) => [kind, new Map(Object.entries(called))]),
) as unknown as Names;
const SAYINGS = [
  ...told<Said>("sentences.json").map((each) => ({ ...each, names: NO_NAMES })),
  ...Object.entries(NAMED.said).map(([key, said]) => ({
    key: `${key}, with names`,
    journey: ALL[key] as Journey,
    said,
    names,
  })),
];

describe.each(SAYINGS)("$key", ({ journey, said, names }) => {
  const byStep = <T>(say: (step: StepId) => T): Record<StepId, T> =>
    Object.fromEntries(Object.keys(journey.steps).map((step) => [step, say(step)]));

  test("says what Python says of its steps", () => {
    expect(byStep((step) => stepTitle(journey, step))).toEqual(said.titles);
    expect(byStep((step) => stepSentence(journey, step, names))).toEqual(said.steps);
  });

  test("says what Python says of its ways", () => {
    const found = Object.entries(journey.steps).map(([id, step]) => [
      id,
      Object.fromEntries(
        links(step).map(([outlet]) => [outlet, outletSentence(journey, id, outlet, names)]),
      ),
    ]);
    expect(Object.fromEntries(found)).toEqual(said.outlets);
  });

  test("says what Python says of its rules", () => {
    expect({
      entry: entrySentence(journey, names),
      triggers: triggerSentences(journey, names),
      audience: audienceSentence(journey, names),
      reentry: reentrySentence(journey),
      holdout: holdoutSentence(journey),
      goal: goalSentence(journey, names),
      exits: exitSentences(journey, names),
      sending: sendingSentence(journey.send),
    }).toEqual(said.rules);
  });
});

describe.each(told<Record<StepId, Record<string, string | null>>>("ways.json"))(
  "$key",
  ({ journey, said }) => {
    test("is drawn with the words of Python on its ways", () => {
      for (const [id, words] of Object.entries(said))
        for (const [outlet, expected] of Object.entries(words)) {
          const found = waySentence(journey, id, outlet);
          expect(found && plain(found), `${id}, ${outlet}`).toBe(expected);
        }
    });
  },
);

test("of several triggers the first three are said where there is little room", () => {
  const [journey] = Object.values(ALL);
  const triggers = ["A", "B", "C", "D", "E"].map((event) => ({ event }));
  const linesOf = (count: number) =>
    entryLines({ ...(journey as Journey), entry: { triggers: triggers.slice(0, count) } }).map(
      plain,
    );
  expect(linesOf(5)).toEqual([
    "When A happens",
    "or when B happens",
    "or when C happens",
    "and 2 more",
  ]);
  expect(linesOf(2)).toEqual(["When A happens", "or when B happens"]);
  expect(linesOf(1)).toEqual(["When A happens"]);
});

test("where there is little room, it is said whom a journey is for", () => {
  const entry = { triggers: [{ event: "A" }], audience: { segment: "vip" } };
  const [journey] = Object.values(ALL);
  expect(entryLines({ ...(journey as Journey), entry }).map(plain)).toEqual([
    "When A happens",
    "Only if the customer is in the segment vip",
  ]);
});

test("what goes on by the ordinary next is said where other answers have ways of their own", () => {
  const task = (outcomes: string[], on: Record<string, string>) =>
    ({ type: "task", title: "Call", outcomes, on, next: "done" }) as unknown as Step;
  const survey = (on: Record<string, string>) =>
    ({ type: "survey", kind: "nps", template: "t", on, next: "done" }) as unknown as Step;
  const wayOf = (step: Step) => {
    const journey = { ...TRIAL, steps: { step } };
    const said = waySentence(journey, "step", "next");
    return said && plain(said);
  };
  expect(wayOf(task(["well", "not_now"], {}))).toBeNull();
  expect(wayOf(task(["well", "not_now"], { overdue: "done" }))).toBeNull();
  expect(wayOf(task(["well", "not_now"], { well: "done" }))).toBe("not now");
  expect(wayOf(task(["a", "b", "c"], { a: "done" }))).toBe("b or c");
  expect(wayOf(task(["a", "b", "c", "d", "e"], { a: "done" }))).toBe("anything else");
  expect(wayOf(task(["well"], { well: "done" }))).toBe("if skipped");
  expect(wayOf(survey({ skipped: "done" }))).toBeNull();
  expect(wayOf(survey({ promoter: "done", detractor: "done" }))).toBe("passive or no answer");
  expect(wayOf(survey({ promoter: "done" }))).toBe("passive, detractor or no answer");
});

test("what has a name is called by it, and by its key where nothing is known", () => {
  const names = {
    pools: new Map([["cs-emea", "Customer success, EMEA"]]),
    people: new Map([["mia@example.com", "Mia Berg"]]),
    channels: new Map([["alerts", "Renewal alerts"]]),
    journeys: new Map([["win-back", "Win them back"]]),
    segments: new Map<string, string>(),
  };
  const saidOf = (step: object) =>
    plain(stepSentence({ ...TRIAL, steps: { step: step as Step } }, "step", names));
  const task = { type: "task", title: "Call", next: "done" };
  expect(saidOf({ ...task, assign: { pool: "cs-emea" } })).toBe(
    "Ask whoever is next in “Customer success, EMEA” to “Call”",
  );
  expect(saidOf({ ...task, assign: { owner: "account", else: "Mia@example.com" } })).toBe(
    "Ask the account’s owner, else Mia Berg, to “Call”",
  );
  expect(saidOf({ ...task, assign: { user: "pat@example.com" } })).toContain("pat@example.com");
  expect(saidOf({ type: "notify", channel: "alerts", text: "Hi", next: "done" })).toBe(
    "Tell the channel Renewal alerts: “Hi”",
  );
  expect(saidOf({ type: "enroll", journey: "win-back", next: "done" })).toBe(
    "Let them into the journey Win them back too",
  );
});

test.each([
  ["email-2", "How is it, {{ contact.first_name }}?", "How is it, [first name]?"],
  ["email-2", "Hi {{ name, {{ owner.name }}", "Hi {{ name, [owner name]"],
  ["email", "word ".repeat(20), `${"word ".repeat(12).trim()} …`],
  ["email-2", "{% if false %}{% endif %}", "Email 2"],
  ["emails", "Hello", "Emails"],
  ["welcome", "Hello", "Welcome"],
])("%s, which begins with “%s”, is called “%s”", (id, subject, title) => {
  /** How it broke: nobody could tell “Email 2” from “Email 3” where that alone was said. */
  const steps = { [id]: { type: "email", template: "text", next: "done" } };
  const templates = { text: { subject, body: "Hello" } };
  expect(stepTitle({ steps, templates } as unknown as Journey, id)).toBe(title);
});
