// @vitest-environment happy-dom

import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { journeyOf } from "@/model/edits/samples";
import { Menu } from "@/parts/Menu";
import { bench } from "@/testing/builder";
import { closeByBack } from "./stepsBack";

/** Which menu is open is known to the whole page: who listens has to stop. */
const stops: (() => void)[] = [];

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  for (const stop of stops.splice(0)) stop();
  vi.useRealTimers();
});

/** A browser's history: where one is, and Back as its button does it. */
class Entries extends EventTarget {
  states: unknown[] = ["before", null];
  get state() {
    return this.states.at(-1);
  }
  pushState(state: unknown) {
    this.states.push(state);
  }
  back() {
    this.states.pop();
    this.dispatchEvent(new Event("popstate"));
    vi.runAllTimers();
  }
}

function opened(states: unknown[] = ["before", null]) {
  const { builder } = bench(journeyOf({ end: { type: "exit" } }), null);
  const entries = new Entries();
  entries.states = states;
  stops.push(closeByBack(builder, entries, entries));
  vi.runAllTimers();
  return { builder, entries, open: () => builder.panels.getState() };
}

test("going back closes the dialog, then the panel, and then leaves", () => {
  const { builder, entries, open } = opened();
  builder.panels.open("problems");
  builder.panels.ask("publish");
  vi.runAllTimers();
  entries.back();
  expect(open()).toMatchObject({ dialog: null, panel: "problems" });
  entries.back();
  expect(open().panel).toBeNull();
  expect(entries.states).toEqual(["before", null]);
});

test("what is closed otherwise leaves nothing to go back through", () => {
  const { builder, entries } = opened();
  builder.writing.open("welcome");
  vi.runAllTimers();
  expect(entries.states).toHaveLength(3);
  builder.writing.close();
  vi.runAllTimers();
  expect(entries.states).toEqual(["before", null]);
});

test("a reload with something open leaves nothing to go back through", () => {
  const { entries } = opened(["before", null, "onward-open"]);
  expect(entries.states).toEqual(["before", null]);
});

test("what the page opened itself is left at once", () => {
  const { builder, entries, open } = opened();
  // A journey of one step begins with its form.
  expect(open().panel).toBe("form");
  expect(entries.states).toEqual(["before", null]);
  builder.panels.open(null);
  builder.panels.open("form");
  vi.runAllTimers();
  expect(entries.states).toHaveLength(3);
});

test("going back closes a menu, and stays", async () => {
  const { entries } = opened();
  render(<Menu label="More" items={[{ label: "Keys", does: () => {} }]} />);
  act(() => screen.getByRole("button", { name: "More" }).click());
  vi.runAllTimers();
  expect(entries.states).toHaveLength(3);
  act(() => entries.back());
  expect(screen.queryByRole("menu")).toBeNull();
  expect(entries.states).toEqual(["before", null]);
});
