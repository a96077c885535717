// @vitest-environment happy-dom
import { cleanup, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { bench, journeyCalled, serve } from "@/testing/builder";
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
