import { expect, test } from "vitest";
import type { Choice, Walk } from "@/api/walk";
import { TRIAL } from "@/testing/trial";
import { scenarioOf } from "./scenario";

const SILENT = {
  enters: "2026-03-02T09:00:00+00:00",
  expect: [{ asks: "call", by: { day: 8, at: "23:59" } }],
};
const walked = (retold: Walk["retold"], used: number): Walk => ({
  zone: "UTC",
  customer: "Sample Ltd",
  entered: true,
  trace: [],
  visited: [],
  links: [],
  used,
  stopped: null,
  waiting: null,
  ended: null,
  retold,
});
const WAITS: Choice = { step: "login", what: "time" };
const PASSES: Choice = { step: "call", what: "time" };
const retold = { scenario: SILENT, because: null };

test("a walk is a scenario with what came of it, named by what was chosen", () => {
  expect(scenarioOf(TRIAL, walked(retold, 1), [WAITS])).toEqual({
    scenario: { name: "no Logged In", ...SILENT },
  });
});

test.each<[Choice[], string]>([
  [[], "Just enters"],
  [[{ step: "login", what: "event" }], "Logged In"],
  [[WAITS, { step: "call", what: "task", outcome: "not_now" }], "no Logged In, not now"],
  [[WAITS, WAITS, { step: "call", what: "task" }, PASSES], "no Logged In, it is done"],
  [[PASSES, PASSES], "Lets time pass"],
  [[{ step: "login", what: "goal" }], "reaches the goal"],
  [[{ step: "login", what: "exit" }], "leaves early"],
  [[{ step: "login", what: "holds" }], "it comes true"],
  [[{ step: "login", what: "date" }], "the date becomes known"],
  [[{ step: "ask", what: "answer", score: 3 }], "answers 3"],
])("what was chosen names it: %j", (choices, name) => {
  const told = scenarioOf(TRIAL, walked(retold, choices.length), choices);
  expect(told).toMatchObject({ scenario: { name } });
});

test("choices that were not followed have no part in it, and no two are called alike", () => {
  const journey = { ...TRIAL, scenarios: [{ name: "no Logged In", expect: [] }] };
  const told = scenarioOf(journey, walked(retold, 1), [WAITS, { step: "call", what: "task" }]);
  expect(told).toMatchObject({ scenario: { name: "no Logged In 2" } });
});

test("what no scenario can say is said", () => {
  const cannot = { scenario: null, because: "They have unsubscribed." };
  expect(scenarioOf(TRIAL, walked(cannot, 0), [])).toEqual({
    because: "They have unsubscribed.",
  });
});
