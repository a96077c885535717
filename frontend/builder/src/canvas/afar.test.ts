import { expect, test } from "vitest";
import type { Step } from "@/definition/types";
import { journeyOf } from "@/model/edits/samples";
import { NO_NAMES } from "@/sentences/names";
import { briefly } from "./afar";

const TEMPLATES = { text: { subject: "Ready, {{ account.name }}?", body: "" } };
const EMAIL: Step = { type: "email", template: "text", next: "end" };

const shown = (id: string, step: Step) =>
  briefly(
    { ...journeyOf({ [id]: step, end: { type: "exit" } }), templates: TEMPLATES },
    id,
    NO_NAMES,
  );

test.each<[string, Step, string]>([
  ["email", { ...EMAIL, template: "" }, "Send a message to be chosen to the primary contact"],
  [
    "nps",
    { type: "survey", kind: "nps", template: "text", at_most: "5d", next: "end" } as Step,
    "How likely they are to recommend you",
  ],
  [
    "branch",
    {
      type: "branch",
      cases: [{ id: "large", when: { trait: "account.plan", is: "team" }, next: "end" }],
      otherwise: "end",
    } as Step,
    "By account plan",
  ],
  ["wait-2", { type: "wait", for: "3d", next: "end" } as Step, "Wait 3 days"],
  ["go-to", { type: "go_to", to: "end" }, "Completed"],
  ["end-2", { type: "exit", outcome: "gave_up" }, "Gave up"],
])("from afar, %s says what it does", (id, step, words) => {
  expect(shown(id, step)).toBe(words);
});

test.each<[string, Step]>([
  ["welcome-2", EMAIL],
  ["email-3", { ...EMAIL, name: "The third day" }],
  // What they say is what they are called.
  ["email-3", EMAIL],
  ["task-2", { type: "task", title: "Say “hello”", assign: { owner: "account" }, next: "end" }],
])("a name of its own is enough: %s, %j", (id, step) => {
  expect(shown(id, step)).toBeNull();
});

test("steps that lead to one another have an end", () => {
  const there: Step = { type: "go_to", to: "again" };
  const again: Step = { type: "go_to", to: "there" };
  expect(briefly(journeyOf({ there, again }), "there", NO_NAMES)).toBe("Again");
});
