// @vitest-environment happy-dom

import { expect, test } from "vitest";
import { parting } from "@/model/edits/samples";
import { bench } from "@/testing/builder";
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

test("whoever is led somewhere finds folded what does not hide it", () => {
  const builder = folded("choose", "thanks");
  const finding = { code: "x", severity: "warning" as const, message: "", hint: null };
  leadTo(builder, { ...finding, step: "call", path: "steps.call.title" });
  expect([...builder.folding.getState()]).toEqual(["thanks"]);
  builder.folding.toggle("choose");
  leadTo(builder, { ...finding, step: "done", path: "steps.done" });
  expect([...builder.folding.getState()]).toEqual(["thanks", "choose"]);
});
