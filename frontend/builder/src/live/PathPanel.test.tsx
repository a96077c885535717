// @vitest-environment happy-dom
import { act, cleanup, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { bench, journeyCalled } from "@/testing/builder";
import PathPanel from "./PathPanel";

let status = 404;
const asked: string[] = [];
beforeEach(() => {
  vi.useFakeTimers();
  asked.length = 0;
  vi.stubGlobal("fetch", async (address: string) => {
    if (address.includes("gone")) asked.push(address);
    const headers = { "content-type": "application/json" };
    return new Response(JSON.stringify({ detail: "There is nobody so." }), { status, headers });
  });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const follow = async () => {
  const { builder } = bench(journeyCalled("onboarding"), <PathPanel />);
  act(() => builder.following.follow("gone"));
  await act(() => vi.advanceTimersByTimeAsync(100));
  await act(() => vi.advanceTimersByTimeAsync(10_000));
};

test("whom nobody knows is asked for once", async () => {
  status = 404;
  await follow();
  expect(asked).toHaveLength(1);
  expect(screen.getByRole("alert").textContent).toContain("There is nobody so.");
});

test("a server that fails is asked again", async () => {
  status = 503;
  await follow();
  expect(asked.length).toBeGreaterThan(2);
});
