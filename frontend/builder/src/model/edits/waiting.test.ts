import { expect, test } from "vitest";
import { ENTRY } from "@/definition/links";
import type { Journey, MovingDate, Step, WaitStep } from "@/definition/types";
import { journeyOf } from "./samples";
import { laterDate, laterDay } from "./waiting";

const until = (date: MovingDate, next: string): Step => ({ type: "wait", until: { date }, next });
const renewal = (offset?: string): MovingDate => ({
  trait: "account.renewal_date",
  ...(offset && { offset }),
});

/** One date is waited for, then something is sent; another is waited for on another way. */
const after = (date: MovingDate): Journey =>
  journeyOf({
    first: until(date, "mail"),
    mail: { type: "email", template: "mail", next: "done" },
    done: { type: "exit" },
    aside: until({ trait: "account.trial_end", offset: "-1d" }, "done"),
  });

test.each([
  ["-90d", "-60d"],
  ["-60d", "-30d"],
  ["-14d", "-7d"],
  ["-2w", "-7d"],
  ["-1d", undefined],
  [undefined, "7d"],
  ["10d", "17d"],
])("after %s of a date, the next wait for it is later: %s", (offset, later) => {
  /** How it broke: 60 days before was proposed after 14 days before. */
  expect(laterDate(after(renewal(offset)), "mail")).toEqual(renewal(later));
});

test("the date is the one that brought them there, be it into the journey", () => {
  const trial = { trait: "account.trial_end", offset: "-30d" };
  expect(laterDate(after(trial), "first")).toEqual({ ...trial, offset: "-14d" });
  const entered = {
    ...journeyOf({ done: { type: "exit" } }),
    entry: { triggers: [{ date: trial }] },
  };
  expect(laterDate(entered, ENTRY)).toEqual({ ...trial, offset: "-14d" });
});

test("where no date was waited for yet it is the renewal, 60 days before", () => {
  expect(laterDate(journeyOf({ done: { type: "exit" } }), ENTRY)).toEqual(renewal("-60d"));
});

/** One waits so, then something is sent. */
const waited = (first: Omit<WaitStep, "type">): Journey =>
  journeyOf({
    first: { type: "wait", ...first },
    mail: { type: "email", template: "mail", next: "done" },
    done: { type: "exit" },
  });

test.each<[Omit<WaitStep, "type">, number]>([
  [{ until: { day: 3 }, next: "mail" }, 7],
  [{ until: { day: 7 }, next: "mail" }, 14],
  [{ until: { day: 10, at: "09:00" }, next: "mail" }, 17],
  [
    { until: { event: "Done" }, at_most: { day: 10 }, on: { happened: "mail", timeout: "mail" } },
    17,
  ],
  [{ for: "20d", next: "mail" }, 28],
])("after a wait %j, the next day of the journey that is waited for is day %i", (first, day) => {
  /** How it broke: day 7 was proposed after day 10, and warned of at once. */
  expect(laterDay(waited(first), "mail", "done")).toBe(day);
  expect(laterDay(waited(first), ENTRY, "first")).toBe(7);
});
