import { describe, expect, test } from "vitest";
import type { Journey, Step } from "@/definition/types";
import { cases, told } from "@/testing/shared";
import { journeyOf } from "./edits/samples";
import { type Reach, ruler } from "./ruler";

interface Case {
  definition: Journey;
  expected: Record<string, Reach>;
}

const rounded = (days: number | null) => (days === null ? null : Math.round(days * 1e4) / 1e4);

describe.each(cases<Case>("ruler"))("$name", ({ found: { definition, expected } }) => {
  test("steps are reached when Python says", () => {
    const found = Object.entries(ruler(definition)).map(([step, { earliest, typical, latest }]) => [
      step,
      { earliest: rounded(earliest), typical: rounded(typical), latest: rounded(latest) },
    ]);
    expect(Object.fromEntries(found)).toEqual(expected);
  });
});

type Days = [earliest: number | null, typical: number | null, latest: number | null];

test.each(told<Record<string, Days>>("ruler.json"))("$key is as Python measures it", (each) => {
  const found = Object.entries(ruler(each.journey)).map(([step, { earliest, typical, latest }]) => [
    step,
    [rounded(earliest), rounded(typical), rounded(latest)],
  ]);
  expect(Object.fromEntries(found)).toEqual(each.said);
});

test("waits add up; what can happen at once does at the earliest", () => {
  const journey = journeyOf({
    hello: { type: "email", template: "hello", next: "pause" },
    pause: { type: "wait", for: "2d", next: "project" },
    project: {
      type: "wait",
      until: { event: "Project Created" },
      at_most: "4d",
      on: { happened: "praise", timeout: "help" },
    },
    praise: { type: "exit" },
    help: { type: "exit" },
  });
  expect(ruler(journey)).toMatchObject({
    hello: { earliest: 0, typical: 0, latest: 0 },
    project: { earliest: 2, typical: 2, latest: 2 },
    praise: { earliest: 2, typical: 4, latest: 6 },
    help: { earliest: 6, typical: 6, latest: 6 },
  });
});

test("a day of the journey is that day, however early one comes to it", () => {
  const journey = journeyOf({
    pause: { type: "wait", until: { day: 7, at: "09:00" }, next: "again" },
    again: { type: "wait", until: { day: 3, at: "09:00" }, next: "done" },
    done: { type: "exit" },
  });
  expect(ruler(journey).done).toEqual({ earliest: 6, typical: 6, latest: 6 });
});

test("behind a date of the customer's own nobody can say, unless another way leads there", () => {
  const journey = journeyOf({
    renewal: {
      type: "wait",
      until: { date: { trait: "account.renewal_date" } },
      at_most: "30d",
      on: { timeout: "call" },
      next: "mail",
    },
    mail: { type: "email", template: "mail", next: "done" },
    call: { type: "task", title: "Call", next: "done" },
    done: { type: "exit" },
  });
  expect(ruler(journey)).toMatchObject({
    mail: { earliest: null, typical: null, latest: null },
    call: { earliest: 30, typical: 30, latest: 30 },
    done: { earliest: 30, typical: 30, latest: null },
  });
});

test("loops come to an end, but nobody can say when", () => {
  const journey = journeyOf({
    ask: {
      type: "branch",
      cases: [{ id: "yes", when: {}, next: "done" }],
      otherwise: "pause",
    },
    pause: { type: "wait", for: "1w", next: "ask" },
    done: { type: "exit" },
  });
  expect(ruler(journey)).toEqual({
    ask: { earliest: 0, typical: 0, latest: null },
    pause: { earliest: 0, typical: 0, latest: null },
    done: { earliest: 0, typical: 0, latest: null },
  });
});

test("where ways join, the longest is the latest", () => {
  const journey = journeyOf({
    half: {
      type: "split",
      ways: [
        { id: "short", next: "join" },
        { id: "long", next: "pause" },
      ],
    },
    pause: { type: "wait", for: "3d", next: "join" },
    join: { type: "exit" },
  });
  expect(ruler(journey).join).toEqual({ earliest: 0, typical: 0, latest: 3 });
});

test("a task may be late, unless there is a way for when it is overdue", () => {
  const call = { type: "task", title: "Call", outcomes: ["reached"], due: "2d" } satisfies Step;
  const behind = (on: Record<string, string>) =>
    ruler(journeyOf({ call: { ...call, next: "done", on }, done: { type: "exit" } })).done;
  expect(behind({})).toEqual({ earliest: 0, typical: 1, latest: null });
  expect(behind({ overdue: "done" })).toEqual({ earliest: 0, typical: 1, latest: 2 });
});
