// @vitest-environment happy-dom
import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import type { Step } from "@/definition/types";
import { bench, journeyCalled, serve } from "@/testing/builder";
import { TRIAL } from "@/testing/trial";
import LivePanel from "./LivePanel";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const MOVED = /whichever they entered on/;

test.each([
  [1, false],
  [2, true],
])(
  "of %i versions it is said with which those are counted who were moved: %s",
  async (many, said) => {
    /** How it broke: those who were moved to a version had “Entered” on it, without a word. */
    const versions = Array.from({ length: many }, (_, number) => ({
      version: many - number,
      is_live: number === 0,
      entered: 3,
      here: 2,
      ended: 1,
      reached_goal: 0,
    }));
    serve({ journeys: { version: null, shown: many, starting: 0, steps: {}, versions, gone: [] } });
    bench(journeyCalled("onboarding"), <LivePanel />, [], "live");
    await screen.findByRole("table", { name: "Customers, by version" });
    expect(screen.queryByText(MOVED) !== null).toBe(said);
  },
);

test("where customers are is listed in the order of the flow, and a step of the list is chosen", async () => {
  const nobody = {
    here: 0,
    in_trouble: 0,
    passed: 0,
    skipped: 0,
    failed: 0,
    converted: 0,
    links: {},
  };
  const steps = {
    tutorial: { ...nobody, here: 1 },
    welcome: { ...nobody, here: 2, in_trouble: 1 },
  };
  const versions = [{ version: 1, is_live: true, entered: 3, here: 3, ended: 0, reached_goal: 0 }];
  serve({ journeys: { version: null, shown: 1, starting: 0, steps, versions, gone: [] } });
  const { builder } = bench(journeyCalled("onboarding"), <LivePanel />, [], "live");
  const list = (await screen.findByRole("heading", { name: "By step" })).parentElement;
  expect([...(list?.querySelectorAll("li") ?? [])].map((each) => each.textContent)).toEqual([
    "Day 1, welcome2 here1 in trouble",
    "Day 3, tutorial video1 here",
  ]);
  await userEvent.click(screen.getByRole("button", { name: "Day 3, tutorial video" }));
  expect(builder.selection.getState().focus).toBe("tutorial");
  await userEvent.click(screen.getByRole("radio", { name: "Went on" }));
  expect(list?.textContent).toContain("Nobody");
});

test("a step that nobody has named says in the list what it does", async () => {
  const none = { in_trouble: 0, passed: 0, skipped: 0, failed: 0, converted: 0, links: {} };
  const steps = { call: { ...none, here: 1 } };
  const versions = [{ version: 1, is_live: true, entered: 3, here: 3, ended: 0, reached_goal: 0 }];
  serve({ journeys: { version: null, shown: 1, starting: 0, steps, versions, gone: [] } });
  const { name: _, ...call } = TRIAL.steps.call as Step & { name?: string };
  const trial = { ...TRIAL, steps: { ...TRIAL.steps, call: call as Step } };
  bench(trial, <LivePanel />, [], "live");
  const step = await screen.findByRole("button", { name: /^Call/ });
  expect(step.textContent).toBe("CallAsk the account’s owner to “Call”, and wait for the answer");
});
