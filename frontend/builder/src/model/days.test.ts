import { expect, test } from "vitest";
import type { Step } from "@/definition/types";
import { daysInWords } from "./days";
import { journeyOf } from "./edits/samples";

const login: Step = {
  type: "wait",
  until: { event: "Login" },
  on: { happened: "done", timeout: "done" },
};
const done: Step = { type: "exit" };

test("one day is a day, and has no typical one beside it", () => {
  const days = daysInWords(journeyOf({ pause: { type: "wait", for: "3d", next: "done" }, done }));
  expect(days.get("pause")).toEqual({ range: "Day 1", typical: null });
  expect(days.get("done")).toEqual({ range: "Day 4", typical: null });
});

test("what has an end is a range, from the earliest day to the latest", () => {
  const days = daysInWords(journeyOf({ login: { ...login, at_most: "3d" }, done }));
  expect(days.get("done")).toEqual({ range: "Day 1 to 4", typical: "Typically day 2" });
});

test("what has none is that day or later", () => {
  const days = daysInWords(journeyOf({ login, done }));
  expect(days.get("done")).toEqual({ range: "Day 1 or later", typical: "Typically day 1" });
});

test("of what nobody can say nothing is said", () => {
  const date: Step = { type: "wait", until: { date: { trait: "account.renewal_date" } } };
  const days = daysInWords(journeyOf({ date: { ...date, next: "done" }, done }));
  expect(days.has("done")).toBe(false);
});

test("who sends only in hours of its own says that it waits for them", () => {
  const mail = { type: "email", template: "mail", next: "done" } as const;
  const hours = { days: "mon-fri", from: "09:00", to: "12:00" };
  const own: Step = { ...mail, send: { window: hours } };
  expect(daysInWords(journeyOf({ own, done })).get("own")).toEqual({
    range: "Day 1, then in its hours",
    typical: "It waits for its hours: Monday to Friday, 09:00 to 12:00",
  });
  const any: Step = { ...mail, send: { window: "always" } };
  expect(daysInWords(journeyOf({ any, done })).get("any")?.range).toBe("Day 1");
});

test("who sends in the journey's hours says which, for who points at the day", () => {
  /** How it broke: a mail of “Day 3” went out on Monday, day 5, and nothing said why. */
  const mail: Step = { type: "email", template: "mail", next: "done" };
  const any: Step = { ...mail, send: { window: "always" }, next: "mail" };
  const journey = { ...journeyOf({ any, mail, done }), send: { window: {} } };
  const days = daysInWords(journey);
  const typical = "It waits for the journey’s hours: Monday to Friday, 09:00 to 17:00";
  expect(days.get("mail")).toEqual({ range: "Day 1", typical });
  expect(days.get("any")?.typical).toBe(null);
  expect(days.get("done")?.typical).toBe(null);
});
