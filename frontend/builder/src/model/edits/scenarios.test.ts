import { expect, test } from "vitest";
import type { Journey, Scenario } from "@/definition/types";
import { TRIAL } from "@/testing/trial";
import { naming, withoutNaming } from "./scenarios";

const CALLED: Scenario = {
  name: "Called",
  happens: [
    { at: "2d", task: "call", outcome: "well" },
    { at: "3d", event: "Logged In" },
  ],
  expect: [{ asks: "call" }, { ends: "completed" }],
};
const ASKED: Scenario = { name: "Asked", expect: [{ asks: "call" }] };
const ENDED: Scenario = { name: "Ended", expect: [{ ends: "completed" }] };
const JOURNEY: Journey = { ...TRIAL, scenarios: [CALLED, ASKED, ENDED] };

test("it is known which scenarios name a step, and which expect nothing else", () => {
  expect(naming(JOURNEY, new Set(["call"]))).toEqual([
    { name: "Called", whole: false },
    { name: "Asked", whole: true },
  ]);
  expect(naming(JOURNEY, new Set(["login"]))).toEqual([]);
});

test("scenarios no longer name what is gone, and those that expect nothing else go", () => {
  expect(withoutNaming(JOURNEY, new Set(["call"])).scenarios).toEqual([
    {
      name: "Called",
      happens: [{ at: "3d", event: "Logged In" }],
      expect: [{ ends: "completed" }],
    },
    ENDED,
  ]);
  expect(withoutNaming({ ...JOURNEY, scenarios: [ASKED] }, new Set(["call"]))).not.toHaveProperty(
    "scenarios",
  );
});

test("a journey whose scenarios name nothing of it stays the very same", () => {
  expect(withoutNaming(JOURNEY, new Set(["login"]))).toBe(JOURNEY);
});
