import { describe, expect, test } from "vitest";
import type { Journey, SurveyStep, TaskStep, WaitStep } from "@/definition/types";
import { refusal, renamed } from "./rename";
import { journeyOf } from "./samples";
import { withChannel, withQuestion } from "./surveys";
import {
  buttonRefusal,
  withButton,
  withButtonRenamed,
  withDue,
  withoutButton,
  withoutButtons,
  withSkip,
} from "./tasks";
import { senderOf, textRefusal, withoutText, withTextRenamed } from "./texts";
import { inForm, withLimit, withPassed } from "./waiting";

const call: TaskStep = {
  type: "task",
  title: "Call",
  due: "1d",
  outcomes: ["well", "badly"],
  on: { well: "done", badly: "leave", overdue: "remind" },
};
const asking: Journey = {
  ...journeyOf({
    call,
    which: {
      type: "branch",
      cases: [{ id: "bad", when: { not: { task: "call", outcome: "badly" } }, next: "done" }],
      otherwise: "done",
    },
    remind: { type: "notify", channel: "alerts", text: "Late", next: "done" },
    leave: { type: "exit", outcome: "badly" },
    done: { type: "exit" },
  }),
  scenarios: [
    {
      name: "Badly",
      customer: { account: { task: "call", never: "call" } },
      happens: [{ at: "1d", task: "call", outcome: "badly" }],
      expect: [{ asks: "call" }, { ends: "badly" }],
    },
  ],
};

describe("a task's buttons", () => {
  test("lead on where most go, and are called what is free", () => {
    const more = withButton(call);
    expect(more.outcomes).toEqual(["well", "badly", "done"]);
    expect(more.on).toMatchObject({ done: "done" });
  });

  test("come one after the other: the first goes on as the task did, others have ways of their own", () => {
    const first = withButton({ type: "task", title: "Call", next: "done" });
    expect(first).toEqual({ type: "task", title: "Call", next: "done", outcomes: ["done"] });
    expect(withButton(first)).toMatchObject({
      next: "done",
      outcomes: ["done", "not-reached"],
      on: { "not-reached": "done" },
    });
  });

  test("go with their way", () => {
    const less = withoutButton(call, "badly");
    expect(less.outcomes).toEqual(["well"]);
    expect(less.on).toEqual({ well: "done", overdue: "remind" });
  });

  test("keep their way under another name, which conditions and scenarios use too", () => {
    const after = withButtonRenamed(asking, "call", "badly", "no-answer");
    expect(after.steps.call).toMatchObject({
      outcomes: ["well", "no-answer"],
      on: { well: "done", "no-answer": "leave", overdue: "remind" },
    });
    expect(JSON.stringify(after.steps.which)).toContain('"outcome":"no-answer"');
    expect(after.scenarios?.[0]?.happens).toEqual([
      { at: "1d", task: "call", outcome: "no-answer" },
    ]);
    // How the journey ends is another word that happens to be the same.
    expect(after.steps.leave).toEqual({ type: "exit", outcome: "badly" });
  });

  test("cannot be called by our own words, or by each other's", () => {
    expect(buttonRefusal(call, "overdue")).toContain("Onward");
    expect(buttonRefusal(call, "well")).toContain("Another");
    expect(buttonRefusal(call, "later")).toBeNull();
  });

  test("gone altogether, the task leads on by next", () => {
    expect(withoutButtons(call)).toEqual({ type: "task", title: "Call", due: "1d", next: "done" });
  });
});

test("what is never due is never overdue", () => {
  expect(withDue(call, undefined).on).toEqual({ well: "done", badly: "leave" });
});

test("a task that may be left out says where it leads then, and no longer when it may not", () => {
  const skipping = withSkip(call, {});
  expect(skipping.on).toMatchObject({ skipped: "done" });
  expect(withSkip(skipping, undefined)).toEqual(call);
  const plain: TaskStep = { type: "task", title: "Call", next: "done" };
  expect(withSkip(plain, {})).not.toHaveProperty("on");
});

describe("a wait in another form", () => {
  const event: WaitStep = {
    type: "wait",
    until: { event: "Login" },
    at_most: "7d",
    on: { happened: "a", timeout: "b" },
  };

  test("leads on where it led when it came about", () => {
    expect(inForm(event, "for")).toEqual({ type: "wait", for: "3d", next: "a" });
    expect(inForm(inForm(event, "day"), "event")).toMatchObject({
      on: { happened: "a", timeout: "a" },
    });
  });

  test("keeps the way of those for whom it never does, wherever there is one", () => {
    expect(inForm(event, "condition")).toMatchObject({ on: { happened: "a", timeout: "b" } });
    expect(inForm(event, "date")).toMatchObject({
      next: "a",
      at_most: "7d",
      on: { timeout: "b" },
    });
  });

  test("has a way for its limit exactly when it has one", () => {
    const endless = withLimit(event, undefined);
    expect(endless).toEqual({ type: "wait", until: { event: "Login" }, on: { happened: "a" } });
    expect(withLimit(endless, { day: 7 })).toMatchObject({
      at_most: { day: 7 },
      on: { happened: "a", timeout: "a" },
    });
  });

  test("passes over a date by a way of its own", () => {
    const date: WaitStep = {
      type: "wait",
      until: { date: { trait: "account.renewal_date" } },
      next: "a",
    };
    const passing = withPassed(date, "skip");
    expect(passing).toMatchObject({ until: { passed: "skip" }, on: { passed: "a" } });
    expect(withPassed(passing, "now")).toEqual(date);
  });
});

describe("a survey", () => {
  const ask: SurveyStep = {
    type: "survey",
    kind: "nps",
    template: "ask",
    at_most: "14d",
    next: "done",
    on: { detractor: "call", no_answer: "done" },
  };

  test("by the other question leads on by what it was answered", () => {
    expect(withQuestion(ask, "csat").on).toEqual({ dissatisfied: "call", no_answer: "done" });
    expect(withQuestion(withQuestion(ask, "csat"), "nps")).toEqual(ask);
  });

  test("by the other channel says the same as a text of that kind", () => {
    const journey: Journey = {
      ...journeyOf({ ask }),
      templates: { ask: { subject: "One question", body: "How likely?" } },
    };
    const after = withChannel(journey, "ask", "in_app");
    expect(after.templates).toEqual({ ask: { title: "One question", body: "How likely?" } });
    expect(after.steps.ask).toMatchObject({ channel: "in_app", template: "ask" });
  });

  test("leaves a text that others use as it is", () => {
    const journey: Journey = {
      ...journeyOf({ ask, again: { type: "email", template: "ask", next: "ask" } }),
      templates: { ask: { subject: "One question", body: "How likely?" } },
    };
    const after = withChannel(journey, "ask", "in_app");
    expect(after.templates).toMatchObject({ ask: { subject: "One question" } });
    expect(after.templates).toHaveProperty("ask-2", { title: "One question", body: "How likely?" });
    expect(after.steps.ask).toMatchObject({ template: "ask-2" });
  });
});

describe("another id for a step", () => {
  test("reaches links, conditions and scenarios, and nothing that is only called alike", () => {
    const after = renamed(asking, "call", "ring");
    expect(Object.keys(after.steps)[0]).toBe("ring");
    expect(after.start).toBe("ring");
    expect(JSON.stringify(after.steps.which)).toContain('"task":"ring"');
    expect(after.scenarios?.[0]).toMatchObject({
      customer: { account: { task: "call", never: "call" } },
      happens: [{ task: "ring" }],
      expect: [{ asks: "ring" }, { ends: "badly" }],
    });
  });

  test("is refused when it cannot be one, or is taken", () => {
    expect(refusal(asking, "call", "Ring them")).not.toBeNull();
    expect(refusal(asking, "call", "done")).not.toBeNull();
    expect(refusal(asking, "call", "call")).toBeNull();
    expect(renamed(asking, "call", "done")).toBe(asking);
  });
});

describe("a text of the journey", () => {
  const journey: Journey = {
    ...journeyOf({
      hello: {
        type: "email",
        template: "hello",
        missing: { template: "hello-instead" },
        next: "again",
      },
      again: { type: "email", template: "hello", next: "done" },
      done: { type: "exit" },
    }),
    templates: {
      hello: { subject: "Hello", body: "Hello." },
      "hello-instead": { subject: "Hello", body: "Hello there." },
      spare: { subject: "Spare", body: "Spare." },
    },
  };

  test("is called otherwise by every step that uses it", () => {
    const after = withTextRenamed(journey, "hello-instead", "plain");
    expect(Object.keys(after.templates ?? {})).toEqual(["hello", "plain", "spare"]);
    expect(after.steps.hello).toMatchObject({ template: "hello", missing: { template: "plain" } });
    expect(after.steps.again).toBe(journey.steps.again);
  });

  test("cannot be called as another is, or as nothing can be", () => {
    expect(textRefusal(journey, "hello", "spare")).toContain("Another");
    expect(textRefusal(journey, "hello", "Hello there")).not.toBeNull();
    expect(textRefusal(journey, "hello", "hello")).toBeNull();
    expect(withTextRenamed(journey, "hello", "spare")).toBe(journey);
  });

  test("comes along with the step it is called as, for others too", () => {
    const after = renamed(journey, "hello", "welcome");
    expect(Object.keys(after.templates ?? {})[0]).toBe("welcome");
    expect(after.steps.welcome).toMatchObject({ template: "welcome" });
    expect(after.steps.again).toMatchObject({ template: "welcome" });
    expect(renamed(journey, "again", "later").steps.later).toMatchObject({ template: "hello" });
  });

  test("stays as it is when another has the step's new name", () => {
    expect(renamed(journey, "hello", "spare").steps.spare).toMatchObject({ template: "hello" });
  });

  test("is sent as the step says that sends it, be it instead of another", () => {
    expect(senderOf(journey, "hello")).toBe(journey.steps.hello);
    expect(senderOf(journey, "hello-instead")).toBe(journey.steps.hello);
    expect(senderOf(journey, "spare")).toBeUndefined();
  });

  test("goes only when no step uses it", () => {
    expect(Object.keys(withoutText(journey, "spare").templates ?? {})).not.toContain("spare");
    expect(withoutText(journey, "hello-instead")).toBe(journey);
  });
});
