// @vitest-environment happy-dom

import { expect, test } from "vitest";
import type { Journey, TaskStep } from "@/definition/types";
import { unfinishedProblems } from "@/model/checks/unfinished";
import { journeyOf } from "@/model/edits/samples";
import type { Problem } from "@/model/problem";
import { bench } from "@/testing/builder";
import { leadTo, placeOf } from "./leading";

const task: TaskStep = {
  type: "task",
  title: "Call",
  assign: { owner: "account" },
  outcomes: ["done"],
  on: { done: "end" },
};

test.each(["2 days", undefined])(
  "what nobody may answer is led to where it is said what then: due %s",
  (due) => {
    const call = due ? { ...task, due } : task;
    const { builder } = bench(journeyOf({ call, end: { type: "exit" } }), null);
    leadTo(builder, {
      code: "endless_wait",
      severity: "warning",
      step: "call",
      path: "steps.call",
      message: "If nobody answers “call”, customers wait here for ever.",
      hint: null,
    });
    expect(builder.selection.getState()).toMatchObject({ focus: "call", field: "on.overdue" });
  },
);

test("where something is left to do is said in the words of the forms", () => {
  const left = {};
  const journey: Journey = {
    ...journeyOf({
      which: {
        type: "branch",
        cases: [
          { id: "small-team", when: left, next: "call" },
          { id: "large-team", when: left, next: "call" },
        ],
        otherwise: "end",
      },
      call: { ...task, due: "2d", skip_when: left },
      end: { type: "exit" },
    }),
    entry: { triggers: [{ event: "A", where: left }, { event: "B" }], audience: left },
    goal: { when: left },
    exit: [{ when: left }, { when: left }],
  };
  const open = [...unfinishedProblems(journey)].filter(({ path }) => /when|where|aud/.test(path));
  expect(open.map((problem) => placeOf(journey, problem))).toEqual([
    "Who enters, way in 1",
    "Who enters, “Only if”",
    "The goal",
    "What takes them out at once, rule 1",
    "What takes them out at once, rule 2",
    "Which, “small team”",
    "Which, “large team”",
    "Call, “Leave it out when”",
  ]);
  const alone = { ...journey, exit: [{ when: left }] };
  expect(placeOf(alone, open[3] as Problem)).toBe("What takes them out at once");
  expect(placeOf(journey, { ...(open[3] as Problem), path: "name" })).toBe("The journey");
});
