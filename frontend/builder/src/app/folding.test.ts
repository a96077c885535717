// @vitest-environment happy-dom

import { expect, test } from "vitest";
import type { BranchStep } from "@/definition/types";
import { parting } from "@/model/edits/samples";
import { bench, serve } from "@/testing/builder";
import * as commands from "./commands";
import { leadTo } from "./leading";

const folded = (...steps: string[]) => {
  const { builder } = bench(parting, null);
  for (const step of steps) builder.folding.toggle(step);
  return builder;
};

test("what is added to a way that is folded is seen", () => {
  const builder = folded("choose");
  commands.addByName(builder, { step: "choose", outlet: "otherwise" }, "wait-for");
  expect([...builder.folding.getState()]).toEqual([]);
});

test("where a step was moved is said by the names that are known", async () => {
  /** How it broke: a segment was called by its key. */
  serve();
  const cases = [{ id: "yes", when: { segment: "vip" }, next: "praise" }];
  const choose: BranchStep = { type: "branch", cases, otherwise: "nudge" };
  const { builder } = bench({ ...parting, steps: { ...parting.steps, choose } }, null);
  builder.vocabulary.ask();
  while (builder.vocabulary.getState().data === null) await Promise.resolve();
  commands.move(builder, "nudge", { link: { step: "choose", outlet: "yes" } });
  expect(builder.announcer.getState().text).toContain("VIP accounts");
});

test("whoever is led somewhere finds folded what does not hide it", () => {
  const builder = folded("choose", "thanks");
  const finding = { code: "x", severity: "warning" as const, message: "", hint: null };
  leadTo(builder, { ...finding, step: "call", path: "steps.call.title" });
  expect([...builder.folding.getState()]).toEqual(["thanks"]);
  builder.folding.toggle("choose");
  leadTo(builder, { ...finding, step: "done", path: "steps.done" });
  expect([...builder.folding.getState()]).toEqual(["thanks", "choose"]);
});
