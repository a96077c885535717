import { expect, test } from "vitest";
import { ALL } from "@/testing/shared";
import { drawable } from "./reading";

const hello = ALL.hello as object;

test.each(Object.keys(ALL))("%s can be drawn", (key) => {
  expect(drawable(ALL[key])).toEqual({ journey: ALL[key] });
});

test.each([
  [null, "It is not a journey."],
  [{ ...hello, steps: {} }, "It has no steps."],
  [{ ...hello, start: 7 }, "It does not say where it starts."],
  [{ ...hello, steps: { a: { type: "post" } } }, "The step “a” has no type that is known."],
  [{ ...hello, steps: { a: { type: "email" } } }, null],
  [{ ...hello, steps: { a: { type: "branch" } } }, "The step “a” does not say where it leads."],
  [
    { ...hello, steps: { a: { type: "go_to", to: "constructor" } } },
    "The step “a” does not say where it leads.",
  ],
  [{ ...hello, start: "constructor" }, "It does not say where it starts."],
  [{ ...hello, start: "constructor", steps: { constructor: { type: "exit" } } }, null],
  [
    { ...hello, entry: { triggers: [{ event: "A", where: { all: [{ trait: 7 }] } }] } },
    "What stands at “entry.triggers.0.where.all.0.trait” is not a text.",
  ],
  [
    { ...hello, steps: { a: { type: "task", title: "A", outcomes: "yes", next: "a" } } },
    "What stands at “steps.a.outcomes” is not a list.",
  ],
  [
    { ...hello, steps: { a: { type: "wait", until: { date: "soon" }, next: "a" } } },
    "What stands at “steps.a.until.date” is not a group of keys.",
  ],
  [{ ...hello, templates: { a: null } }, "What stands at “templates.a” is not a group of keys."],
  [{ ...hello, goal: null, exit: undefined, templates: {} }, null],
])("what cannot be drawn says why", (draft, because) => {
  expect(drawable(draft)).toEqual(because === null ? { journey: draft } : { because });
});
