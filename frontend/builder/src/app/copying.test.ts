// @vitest-environment happy-dom

import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { readClip } from "@/model/edits/clipboard";
import { parting } from "@/model/edits/samples";
import { bench } from "@/testing/builder";
import * as commands from "./commands";

const stepsOf = (text: string | undefined) => Object.keys(readClip(text ?? "")?.steps ?? {});

test("one step that parts customers is copied by itself, unless its ways are asked for", () => {
  const { builder } = bench(parting, "choose");
  builder.selection.choose("choose");
  expect(stepsOf(commands.copy(builder))).toEqual(["choose"]);
  expect(builder.announcer.getState()).toMatchObject({
    text: "Copied one step. Paste it where you add a step.",
  });
  expect(stepsOf(commands.copy(builder, true)).length).toBeGreaterThan(1);
});

test("several are pasted, one is", () => {
  const { builder } = bench(parting, "nudge");
  builder.selection.chooseAll(["nudge", "call"]);
  commands.copy(builder);
  expect(builder.announcer.getState().text).toBe(
    "Copied 2 steps. Paste them where you add a step.",
  );
});

test("a step that is pasted beside one of its name is told apart from it, as by its id", () => {
  /** How it broke: mails, which have names, were pasted under the same one; waits were numbered. */
  const call = { ...parting.steps.call, name: "Day 3, call" } as typeof parting.steps.call & object;
  const { builder } = bench({ ...parting, steps: { ...parting.steps, call } }, "call");
  builder.selection.choose("call");
  const text = commands.copy(builder) ?? "";
  for (const name of ["Day 3, call 2", "Day 3, call 3"]) {
    commands.paste(builder, text, { link: { step: "call", outlet: "next" } });
    const { focus } = builder.selection.getState();
    expect(builder.document.journey().steps[focus ?? ""]?.name).toBe(name);
  }
});

test("what a step is cut with is on the clipboard with it", () => {
  const { builder } = bench(parting, "choose");
  builder.selection.choose("choose");
  const before = Object.keys(parting.steps);
  const cut = stepsOf(commands.cut(builder));
  const left = Object.keys(builder.document.journey().steps);
  expect([...cut, ...left].sort()).toEqual(before.sort());
});

test("what is cut is kept for where no keys are, and says so", () => {
  const { builder } = bench(parting, "call");
  builder.selection.choose("call");
  const text = commands.cut(builder);
  expect(commands.kept()).toBe(text);
  expect(builder.announcer.getState()).toMatchObject({
    text: "Cut: “Call”. Paste it where you add a step.",
    shown: true,
  });
});

test("an end that others lead to stays, and is not said to be cut", () => {
  const { builder } = bench(parting, "done");
  builder.selection.choose("done");
  expect(stepsOf(commands.cut(builder))).toEqual(["done"]);
  expect(builder.document.journey().steps).toHaveProperty("done");
  expect(builder.announcer.getState().text).toBe("Copied one step. Paste it where you add a step.");
});

test.each(["cut", "remove"] as const)(
  "of several, an end that stays is not said to be gone: %s",
  (how) => {
    /** How it broke: it was named with the others. */
    const { builder } = bench(parting, "call");
    builder.selection.chooseAll(["call", "done"]);
    if (how === "cut") commands.cut(builder);
    else commands.remove(builder, commands.chosen(builder), { how: "heal" });
    expect(builder.document.journey().steps).toHaveProperty("done");
    expect(builder.announcer.getState().text).toMatch(/^(Cut|Removed): “Call”\./);
  },
);

test("what goes with a step that is cut is said", () => {
  const { builder } = bench(parting, "choose");
  builder.selection.choose("choose");
  commands.cut(builder);
  expect(builder.announcer.getState().text).toBe(
    "Cut: “Choose”, with 3 steps on its ways. Paste it where you add a step.",
  );
});

test("all that is pasted is chosen, and the keys go on from the first of it", () => {
  const { builder } = bench(parting, "nudge");
  builder.selection.chooseAll(["nudge", "call"]);
  const text = commands.copy(builder) ?? "";
  builder.selection.choose("thanks");
  commands.paste(builder, text);
  expect(commands.chosen(builder)).toEqual(["nudge-2", "call-2"]);
  expect(builder.selection.getState().focus).toBe("nudge-2");
  commands.cut(builder);
  expect(builder.announcer.getState().text).toMatch(/^Cut: “Nudge 2”, “Call 2”\./);
  expect(builder.document.journey().steps).toEqual(parting.steps);
});

describe("on a phone", () => {
  beforeEach(() => {
    vi.stubGlobal("matchMedia", () => ({ matches: true }));
    return () => vi.unstubAllGlobals();
  });

  test("removing goes back from the form to the journey, and says on the screen what is gone", () => {
    const { builder } = bench(parting, "call");
    builder.selection.choose("call");
    builder.panels.open("form");
    commands.remove(builder, ["call"], { how: "heal" });
    expect(builder.panels.getState().panel).toBeNull();
    expect(builder.announcer.getState()).toMatchObject({ text: "Removed: “Call”.", shown: true });
  });

  test("duplicating says so on the screen, where the form of the copy stands", () => {
    const { builder } = bench(parting, "call");
    builder.selection.choose("call");
    builder.panels.open("form");
    commands.duplicate(builder);
    expect(builder.panels.getState().panel).toBe("form");
    expect(builder.announcer.getState()).toMatchObject({ shown: true });
  });
});

test("text that has the look of steps and cannot be drawn is none of ours", () => {
  /** How it broke: steps changed by hand, or sent in a message, were put in, and ended the builder. */
  const { builder, journey } = bench(parting, null);
  builder.selection.choose("choose");
  const clip = JSON.parse(commands.copy(builder) ?? "");
  const { choose } = clip.steps;
  for (const cases of [[{ id: "yes", next: "…", when: "seats" }], [{ id: "yes" }], [null]]) {
    const text = JSON.stringify({ ...clip, steps: { choose: { ...choose, cases } } });
    expect(commands.paste(builder, text)).toBe(false);
  }
  expect(commands.paste(builder, JSON.stringify({ ...clip, templates: [] }))).toBe(false);
  expect(journey()).toBe(parting);
});

test("where the browser keeps nothing more, steps are copied all the same", () => {
  const { builder } = bench(parting, null);
  builder.selection.choose("call");
  const full = {
    getItem: () => null,
    removeItem: () => {},
    setItem: () => {
      throw new DOMException("Full.", "QuotaExceededError");
    },
  };
  vi.stubGlobal("sessionStorage", full);
  onTestFinished(() => void vi.unstubAllGlobals());
  expect(stepsOf(commands.copy(builder))).toEqual(["call"]);
});
