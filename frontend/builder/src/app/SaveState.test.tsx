// @vitest-environment happy-dom
import { act, cleanup, fireEvent } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { bench, journeyCalled, serve } from "@/testing/builder";
import { SaveState } from "./SaveState";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test("whoever comes back to the window sees what is warned of now", async () => {
  /** How it broke: a trait that had been sent meanwhile was said to be unknown until the next edit. */
  const problem = {
    code: "unknown_trait",
    severity: "warning" as const,
    step: null,
    path: "exit.0.when.trait",
    message: "Nobody has ever sent the trait “status” of an account.",
    hint: null,
  };
  serve();
  const { builder } = bench(journeyCalled("hello"), <SaveState />, [problem]);
  const codes = () => builder.findings.getState().map(({ code }) => code);
  expect(codes()).toContain("unknown_trait");
  serve({ journeys: { ...builder.opened, problems: [] } });
  await act(async () => {
    fireEvent(window, new Event("focus"));
  });
  await vi.waitFor(() => expect(codes()).not.toContain("unknown_trait"));
  expect(builder.vocabulary.getState().data).not.toBeNull();
});
