import { expect, test } from "vitest";
import type { Journey, Step } from "@/definition/types";
import { checked } from "../checks";
import { journeyOf } from "../edits/samples";

/** What is left to do, as `where: what`. */
const left = (journey: Journey): string[] =>
  checked(journey)
    .filter((problem) => problem.code === "unfinished")
    .map(({ path, message }) => `${path}: ${message}`);

const END = { end: { type: "exit" } } as const;

const STEPS: [Step, ...string[]][] = [
  [{ type: "email", template: "", next: "end" }, "template: Choose or write the message."],
  [{ type: "task", title: " ", next: "end" }, "title: Write what is to be done."],
  [
    { type: "task", title: "A", assign: { user: "" }, outcomes: [], next: "end" },
    "outcomes: Name an answer.",
    "assign.user: Choose the colleague.",
  ],
  [
    { type: "approve", message: "", due: "", on: { approved: "end", cancelled: "end" } },
    "message: Choose the message that is looked at.",
    "due: Say by when.",
  ],
  [
    { type: "notify", channel: "", text: "", next: "end" },
    "channel: Choose the channel.",
    "text: Write what is said.",
  ],
  [{ type: "webhook", url: "", next: "end" }, "url: Write the address that is called."],
  [{ type: "update", set: {}, next: "end" }, "set: Choose a trait to set."],
  [{ type: "enroll", journey: "", next: "end" }, "journey: Choose the other journey."],
  [{ type: "wait", for: "", next: "end" }, "for: Say how long."],
  [
    { type: "wait", until: { event: "", where: {} }, on: { happened: "end" } },
    "until.event: Choose the event that is waited for.",
    "until.where: Choose what the condition looks at.",
  ],
  [
    { type: "wait", until: { date: { trait: "" } }, next: "end" },
    "until.date.trait: Choose the date that is waited for.",
  ],
  [
    {
      type: "branch",
      cases: [
        { id: "a", when: {}, next: "end" },
        {
          id: "b",
          when: {
            all: [
              { trait: "" },
              { trait: "account.plan" },
              { not: { trait: "account.plan", in: [] } },
              { any: [{ event: "", where: { property: "" } }, { segment: "" }] },
              { trait: "account.since", within_last: "" },
              { event: "A", first: {} },
              { message: "", was: "sent" },
              { task: "a" },
            ],
          },
          next: "end",
        },
      ],
      otherwise: "end",
    },
    "cases.0.when: Choose what the condition looks at.",
    "cases.1.when.all.0.trait: Choose the trait.",
    "cases.1.when.all.1: Choose how it is compared.",
    "cases.1.when.all.2.not.in: Choose what it is compared with.",
    "cases.1.when.all.3.any.0.event: Choose the event.",
    "cases.1.when.all.3.any.0.where.property: Choose the property.",
    "cases.1.when.all.3.any.1.segment: Choose the segment.",
    "cases.1.when.all.4.within_last: Choose what it is compared with.",
    "cases.1.when.all.5.first: Say how long ago.",
    "cases.1.when.all.6.message: Choose the message.",
    "cases.1.when.all.7.was: Choose what became of it.",
  ],
];

test.each(STEPS)("what is left to do of a step is said: %j", (step, ...said) => {
  const journey = journeyOf({ it: step, ...END });
  expect(left(journey)).toEqual(said.map((each) => `steps.it.${each}`));
});

test("so it is of the journey's own rules", () => {
  const journey: Journey = {
    ...journeyOf(END),
    name: "",
    entry: {
      triggers: [
        { event: "" },
        { segment: "" },
        { health: [] },
        { date: { trait: "" } },
        { schedule: { cron: "" } },
        {},
      ],
      audience: {},
      holdout: "",
    },
    goal: { when: {} },
    exit: [{ when: {} }, { leaves: "audience" }],
  };
  expect(left(journey)).toEqual([
    "name: Give the journey a name.",
    "entry.triggers.0.event: Choose the event that starts it.",
    "entry.triggers.1.segment: Choose the segment.",
    "entry.triggers.2.health: Choose the health that starts it.",
    "entry.triggers.3.date.trait: Choose the date that starts it.",
    "entry.triggers.4.schedule.cron: Say at which times.",
    "entry.triggers.5: Choose what starts it.",
    "entry.audience: Choose what the condition looks at.",
    "entry.holdout: Say how many accounts are kept out.",
    "goal.when: Choose what the condition looks at.",
    "exit.0.when: Choose what the condition looks at.",
  ]);
});

test("a name that is too long is said to be, by the letters people see", () => {
  const long = "é".repeat(201);
  const rules = [{ leaves: "audience" as const, reason: long }];
  expect(left({ ...journeyOf(END), name: long, exit: rules })).toEqual([
    "name: This is 201 characters long; 200 fit.",
    "exit.0.reason: This is 201 characters long; 200 fit.",
  ]);
  expect(left({ ...journeyOf(END), name: "😀".repeat(200) })).toEqual([]);
});

test("so it is of texts, at the step that says them", () => {
  const step: Step = { type: "email", template: "hello", next: "end" };
  const journey: Journey = {
    ...journeyOf({ it: step, ...END }),
    templates: { hello: { subject: "", body: "" }, laid: { subject: "A", blocks: [] } },
  };
  expect(left(journey)).toEqual([
    "templates.laid.blocks: Add the first block of the mail.",
    "templates.hello.subject: Write the subject of the mail.",
    "templates.hello.body: Write the message.",
  ]);
  const subject = checked(journey).find(({ path }) => path === "templates.hello.subject");
  expect(subject?.step).toBe("it");
});

test("what is not chosen yet is not also called unknown", () => {
  const step: Step = { type: "email", template: "", missing: { template: "" }, next: "end" };
  const journey = { ...journeyOf({ it: step, ...END }), entry: { triggers: [{ event: "A" }] } };
  expect(new Set(checked(journey).map((problem) => problem.code))).toEqual(new Set(["unfinished"]));
});
