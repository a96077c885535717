import { afterEach, expect, test, vi } from "vitest";
import { shared } from "@/testing/shared";
import { ago, dayInWords, momentIn } from "./moment";

test("a moment is written alike in this year and in others", () => {
  const year = new Date().getFullYear();
  const written = [year, year + 1].map((each) => momentIn("UTC")(`${each}-06-01T09:00:00Z`));
  expect(written[0]).toMatch(/^[A-Z][a-z]{2} 1 Jun, 09:00$/);
  expect(written[1]).toMatch(new RegExp(`^[A-Z][a-z]{2} 1 Jun ${year + 1}, 09:00$`));
});

test("a moment of a test run is written to the second", () => {
  expect(momentIn("UTC", true)("2026-06-01T09:00:07Z")).toMatch(/, 09:00:07$/);
});

afterEach(() => vi.useRealTimers());

test("which year it is, is asked of the reader's zone, not of the browser's", () => {
  vi.useFakeTimers({ now: new Date("2027-01-01T05:00:00Z"), toFake: ["Date"] });
  const there = momentIn("America/Los_Angeles");
  expect(there("2026-12-31T17:00:00Z")).toMatch(/31 Dec, 09:00$/);
  expect(there("2027-01-01T09:00:00Z")).toMatch(/1 Jan 2027, 01:00$/);
});

test("how long ago something was is said as the pages say it", () => {
  const now = Date.parse("2026-11-28T12:00:00Z");
  const told = shared<Record<string, string>>("moments.json");
  const said = Object.keys(told).map((seconds) => [
    seconds,
    ago(new Date(now - Number(seconds) * 1_000).toISOString(), now),
  ]);
  expect(Object.fromEntries(said)).toEqual(told);
});

test.each([
  ["2026-12-04", "Fri 4 Dec 2026, in 4 days"],
  ["2026-12-01", "Tue 1 Dec 2026, tomorrow"],
  ["2026-11-30", "Mon 30 Nov 2026, today"],
  ["2026-11-28", "Sat 28 Nov 2026, 2 days ago"],
  ["2027-05-01", "Sat 1 May 2027"],
  ["soon", ""],
])("a date is said in words: %s", (date, words) => {
  expect(dayInWords(date, new Date(2026, 10, 30, 23, 30))).toBe(words);
});
