// @vitest-environment happy-dom
import { cleanup } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { journeyOf, parting } from "@/model/edits/samples";
import { flowOf, graphOf } from "@/model/graph";
import { bench, journeyCalled, serve } from "@/testing/builder";
import { actOf } from "./keyboard";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test("with Shift, arrows choose step after step, and without it one again", () => {
  serve();
  const { builder } = bench(journeyCalled("onboarding"), null);
  const press = (shiftKey: boolean) =>
    actOf(builder, new KeyboardEvent("keydown", { key: "ArrowDown", shiftKey }))?.();
  const [first, second, third] = Object.keys(builder.document.journey().steps);
  builder.selection.choose(first ?? null);
  press(true);
  expect([...builder.selection.getState().steps]).toEqual([first, second]);
  expect(builder.announcer.getState().text).toBe("2 steps are chosen.");
  press(false);
  expect([...builder.selection.getState().steps]).toEqual([third]);
});

test("with Shift, arrows back let go again what they chose, as in lists", () => {
  /** How it broke: whoever had chosen one step too many had to begin anew. */
  serve();
  const { builder } = bench(journeyCalled("onboarding"), null);
  const [first, second, third] = Object.keys(builder.document.journey().steps);
  const press = (key: string) => {
    actOf(builder, new KeyboardEvent("keydown", { key, shiftKey: true }))?.();
    return [...builder.selection.getState().steps];
  };
  builder.selection.choose(first ?? null);
  press("ArrowDown");
  expect(press("ArrowDown")).toEqual([first, second, third]);
  expect(press("ArrowUp")).toEqual([first, second]);
  expect(press("ArrowUp")).toEqual([first]);
  expect(builder.announcer.getState().text).toBe("One step is chosen.");
});

test("with Shift, arrows choose one way after the other, and none is passed over", () => {
  /** How it broke: below a branch only the first way was taken, and what was cut then left the others. */
  serve();
  const { builder } = bench(parting, null);
  const press = (key: string) => {
    actOf(builder, new KeyboardEvent("keydown", { key, shiftKey: true }))?.();
    return [...builder.selection.getState().steps];
  };
  const all = graphOf(flowOf(parting)).order;
  builder.selection.choose(all[0] ?? null);
  for (const [place] of all.entries()) expect(press("ArrowDown")).toEqual(all.slice(0, place + 2));
  for (const [place] of all.slice(1).entries())
    expect(press("ArrowUp")).toEqual(all.slice(0, -place - 1));
});

test("M asks where the chosen step is moved to, whatever stands beside the journey", () => {
  serve();
  const { builder } = bench(journeyCalled("onboarding"), null);
  const [first = null] = Object.keys(builder.document.journey().steps);
  builder.selection.choose(first);
  actOf(builder, new KeyboardEvent("keydown", { key: "m" }))?.();
  expect(builder.selection.getState()).toMatchObject({ focus: first, field: "move" });
  expect(builder.panels.getState().panel).toBe("form");
});

test("with Shift, arrows pass over ways on which nothing stands, and keep what is chosen", () => {
  /** How it broke: such a way took the place of all that had been chosen. */
  serve();
  const { builder } = bench(
    journeyOf({
      first: { type: "wait", for: "1d", next: "choose" },
      choose: { type: "branch", cases: [{ id: "a", when: {}, next: "join" }], otherwise: "join" },
      join: { type: "wait", for: "1d", next: "done" },
      done: { type: "exit" },
    }),
    null,
  );
  builder.selection.choose("first");
  for (const steps of [
    ["first", "choose"],
    ["first", "choose", "join"],
  ]) {
    actOf(builder, new KeyboardEvent("keydown", { key: "ArrowDown", shiftKey: true }))?.();
    expect([...builder.selection.getState().steps]).toEqual(steps);
  }
});
