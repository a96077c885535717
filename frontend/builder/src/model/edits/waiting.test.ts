import { expect, test } from "vitest";
import { ENTRY } from "@/definition/links";
import type { Journey, MovingDate, Step } from "@/definition/types";
import { journeyOf } from "./samples";
import { laterDate } from "./waiting";

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
