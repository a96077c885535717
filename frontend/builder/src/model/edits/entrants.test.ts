import { expect, test } from "vitest";
import type { Condition, Journey, Scenario } from "@/definition/types";
import { TRIAL } from "@/testing/trial";
import { outsideOf, segmentsOfEntrants, withinSegments } from "./entrants";

const LARGE = { segment: "large" };
const PAYS = { segment: "paying" };
const PRO = { trait: "account.plan", is: "pro" };
const audience = (condition: Condition): Journey => ({
  ...TRIAL,
  entry: { ...TRIAL.entry, audience: condition },
});

test.each<[Condition, string[]]>([
  [LARGE, ["large"]],
  [{ all: [LARGE, PRO, PAYS] }, ["large", "paying"]],
  [{ all: [LARGE, { all: [PAYS, LARGE] }] }, ["large", "paying"]],
  [{ all: [{ segment: "" }, {}] }, []],
  [{ any: [LARGE, PAYS] }, []],
  [{ not: LARGE }, []],
  [PRO, []],
])("whom %j lets in is in %j", (condition, segments) => {
  expect(segmentsOfEntrants(audience(condition))).toEqual(segments);
});

test("a journey for everybody asks for no segment", () => {
  expect(segmentsOfEntrants(TRIAL)).toEqual([]);
});

test("everybody of the scenarios is put in what lets them in, and stays what they were", () => {
  const expects = [{ reaches: "login" }];
  const scenarios: Scenario[] = [
    { name: "Anybody", expect: expects },
    { name: "Vip", customer: { owner: false, segments: ["vip"] }, expect: expects },
    { name: "Large", customer: { segments: ["large"] }, expect: expects },
  ];
  const journey = { ...audience(LARGE), scenarios };
  expect(outsideOf(journey, ["large"])).toBe(2);
  const mended = withinSegments(journey, ["large"]);
  expect(mended.scenarios).toEqual([
    { ...scenarios[0], customer: { segments: ["large"] } },
    { ...scenarios[1], customer: { owner: false, segments: ["vip", "large"] } },
    scenarios[2],
  ]);
  expect(outsideOf(mended, ["large"])).toBe(0);
});
