// @vitest-environment happy-dom

import { cleanup } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { parting } from "@/model/edits/samples";
import type { Confirming } from "@/state/panels";
import { bench } from "@/testing/builder";
import * as commands from "./commands";

afterEach(cleanup);

/** Leads a way past a step that nothing else leads to, which is asked about first. */
function asked() {
  const { builder, journey } = bench(parting, null);
  commands.lead(builder, { step: "choose", outlet: "otherwise" }, "thanks");
  const { dialog } = builder.panels.getState();
  return { builder, journey, act: () => (dialog?.about as Confirming | undefined)?.act() };
}

test("what takes steps with it is done once it has been said", () => {
  const { journey, act } = asked();
  expect(Object.keys(journey().steps)).toContain("nudge");
  act();
  expect(Object.keys(journey().steps)).not.toContain("nudge");
});

test("what a colleague has changed while it was asked is not written over", () => {
  /** How it broke: the journey of before the question came back, and was saved. */
  const { builder, journey, act } = asked();
  const merged = { ...journey(), description: "Theirs" };
  commands.takeOver(builder, merged, "Ana’s were taken in.");
  act();
  expect(journey()).toBe(merged);
  expect(builder.announcer.getState()).toMatchObject({
    text: "The journey has been changed meanwhile. Do it once more.",
    shown: true,
  });
});
