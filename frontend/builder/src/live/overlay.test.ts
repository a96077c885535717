import { expect, test } from "vitest";
import type { Traffic } from "@/api/traffic";
import { ENTRY } from "@/definition/links";
import { linkKey } from "@/state/overlay";
import { type Counted, peopleOf, trafficOverlay } from "./overlay";

const COUNTS = {
  here: 3,
  in_trouble: 1,
  passed: 5,
  failed: 2,
  skipped: 0,
  converted: 4,
  links: {},
};
const SINCE = "2026-03-02T09:00:00.000Z";

const traffic = (found: object) =>
  ({ version: null, steps: {}, versions: [], ...found }) as unknown as Traffic;

test("a count opens whom it counts", () => {
  const opened: [string, Counted][] = [];
  const found = traffic({ steps: { hello: COUNTS } });
  const overlay = trafficOverlay("live", found, "here", (...which) => opened.push(which));
  for (const mark of overlay.steps.get("hello")?.marks ?? []) mark.open?.();
  expect(opened).toEqual([
    ["hello", { layer: "here" }],
    ["hello", { layer: "here", state: "trouble" }],
  ]);
});

test.each<[Counted, string]>([
  [{ layer: "here" }, "step=hello&layer=here&version=2"],
  [{ layer: "here", state: "trouble" }, "step=hello&layer=here&state=trouble&version=2"],
  [{ layer: "passed" }, "step=hello&layer=passed&version=2&since=2026-03-02T09%3A00%3A00.000Z"],
])("they are those of the same period and version: %j", (which, query) => {
  expect(peopleOf("trial", "hello", which, 2, SINCE)).toBe(`/journeys/trial?${query}#people`);
});

test("all the time and all versions need no word", () => {
  const address = peopleOf("trial", "hello", { layer: "failed" }, null, null);
  expect(address).toBe("/journeys/trial?step=hello&layer=failed#people");
});

test.each([
  [null, "1,005"],
  [1, "1,000"],
  [2, "5"],
  [3, undefined],
])("the line from where customers enter says how many did, on version %s", (version, text) => {
  const versions = [
    { version: 2, entered: 5 },
    { version: 1, entered: 1_000 },
    { version: 3, entered: 0 },
  ];
  const { links } = trafficOverlay("live", traffic({ version, versions }), "here", () => {});
  expect(links.get(linkKey(ENTRY, "next"))?.text).toBe(text);
});
