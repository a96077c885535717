import { expect, test } from "vitest";
import type { Journey } from "@/definition/types";
import { isAnother } from "./places";

const journey = (parts: object) => ({ journey: "j", start: "a", steps: {}, ...parts }) as Journey;

test("what was empty, or is now, is another; a text that is being typed is not", () => {
  const event = (name: string) => journey({ entry: { triggers: [{ event: name }] } });
  const path = "entry.triggers.0.event";
  expect(isAnother(event(""), event("Login"), path)).toBe(true);
  expect(isAnother(event("Login"), event(""), path)).toBe(true);
  expect(isAnother(event("Logi"), event("Login"), path)).toBe(false);
});

test("a condition that was chosen anew is another, what came about beside it is not", () => {
  const leaves = (when: object, reason?: string) => journey({ exit: [{ when, reason }] });
  expect(isAnother(leaves({}), leaves({ event: "Cancelled" }), "exit.0.when")).toBe(true);
  expect(isAnother(leaves({}), leaves({}, "gone"), "exit.0.when")).toBe(false);
});

test("what is there no longer, or only now, is another", () => {
  const task = (assign: object) => journey({ steps: { call: { type: "task", assign } } });
  const path = "steps.call.assign.else";
  expect(isAnother(task({ owner: "account" }), task({ else: "mia" }), path)).toBe(true);
  expect(isAnother(task({ else: "mia" }), task({}), path)).toBe(true);
});

test("a step or the journey as a whole stays the same", () => {
  const named = (name: string) => journey({ steps: { a: { type: "exit", name } } });
  for (const path of ["", "steps.a"]) expect(isAnother(named("A"), named("B"), path)).toBe(false);
});
