// @vitest-environment happy-dom
import { act, cleanup, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { bench, journeyCalled } from "@/testing/builder";
import PathPanel from "./PathPanel";

let status = 404;
let path: object = { detail: "There is nobody so." };
const asked: string[] = [];
beforeEach(() => {
  vi.useFakeTimers();
  asked.length = 0;
  vi.stubGlobal("fetch", async (address: string) => {
    if (address.includes("gone")) asked.push(address);
    const headers = { "content-type": "application/json" };
    return new Response(JSON.stringify(path), { status, headers });
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
  return { builder };
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

test("whose way is shown stands in the field that asks for it", async () => {
  /** How it broke: it was empty, as if nobody were shown, when one had come from the customer's page. */
  status = 200;
  const enrollment = { id: "gone", account_name: "Acme", contact_name: null, version: 1 };
  path = {
    enrollment: { ...enrollment, enrolled_at: "2026-01-01T09:00:00Z" },
    visits: [],
    now: null,
  };
  const { builder } = await follow();
  const whose = () => screen.getByLabelText<HTMLInputElement>("Whose way").value;
  expect(whose()).toBe("Acme");
  // Nobody is called as the one before.
  status = 503;
  act(() => builder.following.follow("another"));
  await act(() => vi.advanceTimersByTimeAsync(100));
  expect(whose()).not.toBe("Acme");
});
