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

test("a scenario that names a step which is gone says so, and guesses no id", () => {
  const journey = {
    journey: "a",
    name: "A",
    entry: {},
    start: "x",
    steps: {},
  } as unknown as Journey;
  const found = { code: "scenario_step", severity: "blocking", step: null } as const;
  const gone = (message: string) =>
    inForms(journey, { ...found, path: "scenarios.0", message, hint: "Did you mean “email-5”?" });
  expect(gone("There is no step “email-2” that sends a message.")).toMatchObject({
    message: "There is no step “email-2” any more that sends a message.",
    hint: "Choose another step, or take this away.",
  });
  expect(gone("There is no step “email-2” that exists.").message).toBe(
    "There is no step “email-2” any more.",
  );
});
