// @vitest-environment happy-dom

import { expect, test } from "vitest";
import type { TaskStep } from "@/definition/types";
import { journeyOf } from "@/model/edits/samples";
import { bench } from "@/testing/builder";
import { leadTo } from "./leading";

const task: TaskStep = {
  type: "task",
  title: "Call",
  assign: { owner: "account" },
  outcomes: ["done"],
  on: { done: "end" },
};

test.each([
  ["2 days", "on.overdue"],
  [undefined, "due"],
])("what nobody may answer is led to where it is said what then: due %s", (due, field) => {
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
  expect(builder.selection.getState()).toMatchObject({ focus: "call", field });
});
