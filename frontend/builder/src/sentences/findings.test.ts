import { expect, test } from "vitest";
import type { Journey } from "@/definition/types";
import type { Problem } from "@/model/problem";
import { shared } from "@/testing/shared";
import { inForms } from "./findings";

type Broken = Record<string, { definition: Journey; problems: Problem[] }>;

/** `“until:”`, `“on.timeout”`, `at_most`, `{target: …}`, `30d`. */
const KEYS =
  /“\w+:|“(on|next|until|for|where|when|exit|steps|items|start|to)[.”]|\b(?!in_app)[a-z]+_[a-z_]+\b|\{\w+:|\b\d+[dhm]\b|step of type|“format/;
/** Names and addresses of the customer's own, and the language of templates, are no words of ours; nor is a button that cannot be called so. */
const OWN =
  /(account|contact|owner)\.\w+|\{\{.*?\}\}|preferences_url|“https:|“mailto:|“next” is what/g;

test("nothing that is wrong is said in the keys of the text", () => {
  const said = Object.values(shared<Broken>("broken.json")).flatMap(({ definition, problems }) =>
    problems.map((problem) => inForms(definition, problem)),
  );
  const keyed = said.filter(({ message, hint }) =>
    KEYS.test(`${message} ${hint}`.replace(OWN, "")),
  );
  expect(keyed).toEqual([]);
});

test("a step is called as on the canvas, and what was meant is still guessed", () => {
  const journey = {
    journey: "a",
    name: "A",
    entry: {},
    start: "say-hello",
    steps: { "say-hello": { type: "exit" } },
  } as Journey;
  const found = { severity: "warning", step: "say-hello", path: "steps.say-hello" } as const;
  const lost = {
    ...found,
    code: "unreachable_step",
    message: "Nobody can come to “say-hello”: no step that is reached leads to it.",
    hint: "Link to it, or remove it.",
  };
  expect(inForms(journey, lost).message).toContain("“Say hello”");
  const guess = { ...found, code: "unknown_template", message: "No.", hint: "Did you mean “b”?" };
  expect(inForms(journey, guess).hint).toBe("Did you mean “b”?");
});

test("ends that count as one are called as on the canvas, and it is said what sets them apart", () => {
  const journey = {
    journey: "a",
    name: "A",
    entry: {},
    start: "lost-deal",
    steps: { "lost-deal": { type: "exit" }, done: { type: "exit", name: "All done" } },
  } as Journey;
  const { message, hint } = inForms(journey, {
    code: "same_outcome",
    severity: "warning",
    step: "done",
    path: "steps.done.outcome",
    message: "“lost-deal” and “done” both count as “completed”: reports cannot tell them apart.",
    hint: "Give each an “outcome:” of its own.",
  });
  expect(message).toContain("“Lost deal” and “All done” both count as “completed”");
  expect(hint).toContain("Say under “How it ended” what sets this one apart");
});

test("a trait is said in words, and in a text a field as it is written", () => {
  const journey = { steps: {} } as unknown as Journey;
  const found = { severity: "warning", step: null, path: "exit.0.when.trait" } as const;
  const trait = {
    ...found,
    code: "unknown_trait",
    message: "Nobody has ever sent the trait “activ_users” of an account.",
    hint: "Did you mean “account.active_users”?",
  };
  const { message, hint } = inForms(journey, trait);
  expect(message).toBe("Nobody has ever sent the trait “activ users” of an account.");
  expect(hint).toBe("Did you mean “account active users”?");
  const field = { ...trait, code: "unknown_variable" };
  expect(inForms(journey, field)).toEqual(field);
});

test("a scenario that names a step which is gone says what it expects of it, by the name it had", () => {
  const journey = {
    journey: "a",
    name: "A",
    entry: {},
    start: "wait",
    steps: { wait: { type: "exit" } },
    scenarios: [{ name: "B", expect: [{ sends: "email-2" }, { never: "email-2" }] }],
  } as unknown as Journey;
  const found = { code: "scenario_step", severity: "blocking", step: null } as const;
  const said = (path: string, step: string, former?: (step: string) => string) =>
    inForms(
      journey,
      {
        ...found,
        path: `scenarios.0.${path}`,
        message: `There is no step “${step}” that sends a message.`,
        hint: "Did you mean “email-5”?",
      },
      former,
    );
  expect(said("expect.0.sends", "email-2", () => "Day 2")).toMatchObject({
    message: "It expects a message from “Day 2”, a step that is gone.",
    hint: "Choose another step, or take it out.",
  });
  expect(said("expect.1.never", "email-2").message).toBe(
    "It expects that they never come to “Email 2”, a step that is gone.",
  );
  expect(said("expect.0.sends", "wait").message).toBe(
    "It expects a message from “Wait”, which sends no message.",
  );
});

test("a scenario that fails is named once", () => {
  const journey = { steps: {}, scenarios: [{ name: "A “b” fails.", expect: [] }] };
  const found = { code: "scenario_failed", severity: "blocking", step: null, hint: null } as const;
  const message = "The scenario “A “b” fails.” fails. Expected that “C” is reached.";
  expect(
    inForms(journey as unknown as Journey, { ...found, path: "scenarios.0", message }).message,
  ).toBe("It fails. Expected that “C” is reached.");
});

test("a way that is none of the answers is to become one, or to go", () => {
  /** How it broke: it was said to choose one of the answers, where nothing is chosen. */
  const way = { severity: "blocking", step: "call", message: "No.", hint: "Add it." } as const;
  const hint = (path: string) =>
    inForms(
      { journey: "a", name: "A", entry: {}, start: "call", steps: {} },
      { ...way, code: "unknown_outcome", path },
    ).hint;
  expect(hint("steps.call.on.b")).toBe("Add it to the answers, or take this way away.");
  expect(hint("steps.which.cases.0.when.outcome")).toBe("Choose one of its answers.");
});
