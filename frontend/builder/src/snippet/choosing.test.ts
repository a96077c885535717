import { expect, test } from "vitest";
import { chosen, isOn, type Standing } from "./choosing";
import type { Message } from "./types";

const message = (id: string, more: Partial<Message> = {}): Message => ({
  id,
  type: "banner",
  sent_at: "2026-09-07T12:00:00Z",
  content: { title: id, html: "" },
  action: null,
  target: null,
  dismissible: true,
  priority: "normal",
  frequency: "until_dismissed",
  expires_at: null,
  steps: null,
  items: null,
  survey: null,
  states: {},
  ...more,
});

const standing: Standing = {
  href: "https://app.example.com/projects/7?tab=1#top",
  now: Date.parse("2026-09-08T12:00:00Z"),
  gone: new Set(),
  shown: new Set(),
  finds: () => true,
};
const ids = (over: Message[], more: Partial<Standing> = {}) =>
  [...chosen(over, { ...standing, ...more }).values()].map(({ id }) => id);

test.each([
  ["/projects/*", true],
  ["/projects", false],
  ["/projects/7", true],
  ["/projects/7?tab=1", true],
  ["/projects/7?tab=2", false],
  ["/projects/7#top", true],
  ["https://app.example.com/*", true],
  ["https://other.example.com/*", false],
  ["/proje.ts/7", false],
  ["*", true],
])("a page is named by %s: %s", (url, is) => {
  expect(isOn({ url }, standing.href)).toBe(is);
});

test("each place shows the first that may be shown there", () => {
  const tour = message("tour", { type: "tour" });
  const checklist = message("list", { type: "checklist" });
  expect(ids([message("a"), message("b"), tour, checklist])).toEqual(["a", "tour", "list"]);
  expect(ids([message("a"), message("b")], { gone: new Set(["a"]) })).toEqual(["b"]);
});

test("what is not urgent waits until nothing else is shown", () => {
  const low = message("low", { type: "modal", priority: "low" });
  expect(ids([message("a"), low])).toEqual(["a"]);
  expect(ids([low])).toEqual(["low"]);
});

test("what has ended, points at nothing, or was to be shown once is not shown", () => {
  expect(ids([message("a", { expires_at: "2026-09-08T11:00:00Z" })])).toEqual([]);
  const tooltip = message("t", { type: "tooltip", target: { selector: "#new" } });
  expect(ids([tooltip], { finds: () => false })).toEqual([]);
  const once = message("o", { frequency: "once", states: { seen: "2026-09-07T13:00:00Z" } });
  expect(ids([once])).toEqual([]);
  expect(ids([once], { shown: new Set(["o"]) })).toEqual(["o"]);
});
