import { expect, test } from "vitest";
import { merged } from "./merging";
import type { Problem } from "./problem";

const problem = (code: string, path: string): Problem => ({
  code,
  severity: "blocking",
  step: null,
  path,
  message: `${code}.`,
  hint: null,
});

const LOOP = problem("loop_without_wait", "steps.a");
const TRAIT = problem("unknown_trait", "steps.a.cases.0.when.trait");
const EVENT = problem("unfinished", "steps.b.until.event");

test("of the journey it has seen, the server has the last word", () => {
  expect(merged([LOOP], { problems: [TRAIT], isOfThis: true })).toEqual([TRAIT]);
});

test("until it has seen an edit, ours are shown, and of its own what only it can find", () => {
  expect(merged([], { problems: [LOOP, TRAIT], isOfThis: false })).toEqual([TRAIT]);
  expect(merged([LOOP], { problems: [TRAIT], isOfThis: false })).toEqual([LOOP, TRAIT]);
});

test("what both find is shown once", () => {
  expect(merged([LOOP], { problems: [LOOP], isOfThis: true })).toEqual([LOOP]);
  expect(merged([LOOP], { problems: [LOOP], isOfThis: false })).toEqual([LOOP]);
});

test("ways that a condition asks about are not those out of a task", () => {
  const asked = problem("unknown_outcome", "steps.a.cases.0.when.outcome");
  const way = problem("unknown_outcome", "steps.call.on.wel");
  expect(merged([], { problems: [asked, way], isOfThis: false })).toEqual([asked]);
});

test("where something is unfinished, ours say so, and the server says nothing", () => {
  const at = problem("bad_value", "steps.b.until.event");
  const around = problem("unknown_shape", "steps.b.until");
  const inside = problem("bad_value", "steps.b.until.event.name");
  const elsewhere = problem("missing_key", "steps.b.on");
  const whole = problem("not_a_journey", "");
  for (const isOfThis of [true, false])
    expect(merged([EVENT], { problems: [at, around, inside, elsewhere, whole], isOfThis })).toEqual(
      [EVENT, elsewhere, whole],
    );
});

test("what the server said of something that has been put right since is not said again", () => {
  const hasChanged = (path: string) => path === TRAIT.path;
  const other = problem("unknown_trait", "exit.0.when.trait");
  const server = { problems: [TRAIT, other], hasChanged };
  expect(merged([], { ...server, isOfThis: false })).toEqual([other]);
  expect(merged([], { ...server, isOfThis: true })).toEqual([TRAIT, other]);
});
