import { expect, test } from "vitest";
import type { Walk } from "@/api/walk";
import { TRIAL } from "@/testing/trial";
import { scenarioOf } from "./scenario";

const SILENT = {
  enters: "2026-03-02T09:00:00+00:00",
  expect: [{ asks: "call", by: { day: 8, at: "23:59" } }],
};
const walked = (retold: Walk["retold"]): Walk => ({
  zone: "UTC",
  customer: "Sample Ltd",
  entered: true,
  trace: [],
  visited: [],
  links: [],
  used: 0,
  stopped: null,
  waiting: null,
  ended: null,
  retold,
});
const NAME = "Nothing happens, and they wait at “Call them”";
const retold = { scenario: SILENT, because: null, name: NAME };

test("a walk is a scenario with what came of it, named by the way it went", () => {
  expect(scenarioOf(TRIAL, walked(retold))).toEqual({ scenario: { name: NAME, ...SILENT } });
});

test("no two are called alike", () => {
  const journey = { ...TRIAL, scenarios: [{ name: NAME, expect: [] }] };
  expect(scenarioOf(journey, walked(retold))).toMatchObject({ scenario: { name: `${NAME} 2` } });
});

test("what no scenario can say is said", () => {
  const cannot = { scenario: null, because: "They have unsubscribed." };
  expect(scenarioOf(TRIAL, walked(cannot))).toEqual({ because: "They have unsubscribed." });
});
