// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { glide } from "./gliding";
import type { View } from "./view";

const HERE: View = { x: 0, y: 0, zoom: 1 };
const THERE: View = { x: 100.25, y: -40, zoom: 0.5 };

/** What would be looked at, and everything that has been. */
function canvas() {
  const seen: View[] = [HERE];
  return {
    seen,
    getViewport: () => seen.at(-1) as View,
    setViewport: (view: View) => seen.push(view),
  };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["requestAnimationFrame", "cancelAnimationFrame", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

test("it gets there bit by bit, always further, and exactly", () => {
  const flow = canvas();
  glide(flow, THERE);
  vi.advanceTimersByTime(1_000);
  expect(flow.getViewport()).toEqual(THERE);
  const across = flow.seen.map((view) => view.x);
  expect(across.length).toBeGreaterThan(5);
  expect(across).toEqual([...across].sort((one, other) => one - other));
});

test("whoever moves the canvas meanwhile is not moved back", () => {
  const flow = canvas();
  glide(flow, THERE);
  vi.advanceTimersByTime(50);
  const dragged = { x: -300, y: 7, zoom: 1 };
  flow.setViewport(dragged);
  vi.advanceTimersByTime(1_000);
  expect(flow.getViewport()).toBe(dragged);
});

test("the last of two wishes counts, however close together they are", () => {
  const flow = canvas();
  glide(flow, THERE);
  glide(flow, HERE);
  vi.advanceTimersByTime(1_000);
  expect(flow.getViewport()).toBe(HERE);
});

test("nothing moves for those who want no motion: they are there", () => {
  const asked = vi.spyOn(globalThis, "matchMedia").mockReturnValue({
    matches: true,
  } as MediaQueryList);
  const flow = canvas();
  glide(flow, THERE);
  expect(flow.seen).toEqual([HERE, THERE]);
  expect(asked).toHaveBeenCalledWith("(prefers-reduced-motion: reduce)");
});
