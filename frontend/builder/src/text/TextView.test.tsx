// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { parting } from "@/model/edits/samples";
import { bench } from "@/testing/builder";
import TextView from "./TextView";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** The text of a journey, in which something is typed that is read as `typed`. */
async function begun() {
  const line = { online: true };
  vi.stubGlobal("fetch", async (_: string, { body }: RequestInit) => {
    if (!line.online) throw new TypeError("Failed to fetch");
    const answer = body === "typed" ? { definition: { ...parting, name: "Typed" } } : { text: "" };
    const headers = { "content-type": "application/json" };
    return new Response(JSON.stringify(answer), { headers });
  });
  const made = bench(parting, <TextView />);
  const rest = (time: number) => act(() => vi.advanceTimersByTimeAsync(time));
  await rest(100);
  const type = () =>
    fireEvent.change(screen.getByLabelText("The journey as YAML"), { target: { value: "typed" } });
  return { ...made, line, rest, type };
}

test("what is saved elsewhere while one types is not taken back by what is typed", async () => {
  /** How it broke: within half a second it was, and saved so. */
  const { builder, journey, rest, type } = await begun();
  type();
  const merged = { ...parting, description: "Theirs" };
  act(() => builder.document.edit(() => merged));
  await rest(1_000);
  expect(journey()).toBe(merged);
  expect(builder.unread.getState()).toEqual({ text: "typed", behind: true });
  fireEvent.click(screen.getByRole("button", { name: "Use this text instead" }));
  await rest(1_000);
  expect(journey().name).toBe("Typed");
});

test("what is typed while one is offline is read once one is back", async () => {
  /** How it broke: it was said that one is offline, until another letter was typed. */
  const { builder, journey, line, rest, type } = await begun();
  line.online = false;
  type();
  await rest(60_000);
  expect(screen.getByText(/cannot be reached/)).toBeTruthy();
  expect(builder.unread.getState()?.text).toBe("typed");
  line.online = true;
  await rest(60_000);
  expect(journey().name).toBe("Typed");
  expect(screen.queryByText(/cannot be reached/)).toBeNull();
  expect(builder.unread.getState()).toBeNull();
});
