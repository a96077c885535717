// @vitest-environment happy-dom

import { expect, test } from "vitest";
import { readClip } from "@/model/edits/clipboard";
import { parting } from "@/model/edits/samples";
import { bench } from "@/testing/builder";
import * as commands from "./commands";

const stepsOf = (text: string | undefined) => Object.keys(readClip(text ?? "")?.steps ?? {});

test("one step that parts customers is copied by itself, unless its ways are asked for", () => {
  const { builder } = bench(parting, "choose");
  builder.selection.choose("choose");
  expect(stepsOf(commands.copy(builder))).toEqual(["choose"]);
  expect(builder.announcer.getState()).toMatchObject({ text: "Copied one step." });
  expect(stepsOf(commands.copy(builder, true)).length).toBeGreaterThan(1);
});

test("what a step is cut with is on the clipboard with it", () => {
  const { builder } = bench(parting, "choose");
  builder.selection.choose("choose");
  const before = Object.keys(parting.steps);
  const cut = stepsOf(commands.cut(builder));
  const left = Object.keys(builder.document.journey().steps);
  expect([...cut, ...left].sort()).toEqual(before.sort());
});
