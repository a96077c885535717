import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { oncePainted } from "./painting";

let frames: (() => void)[] = [];
let done = 0;
const paint = () => {
  const due = frames;
  frames = [];
  for (const frame of due) frame();
};
beforeEach(() => {
  done = 0;
  frames = [];
  vi.useFakeTimers();
  vi.stubGlobal("requestAnimationFrame", (frame: () => void) => frames.push(frame));
  vi.stubGlobal("cancelAnimationFrame", (number: number) => frames.splice(number - 1, 1));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("what may wait comes once the change has been painted, and once only", () => {
  oncePainted(() => done++);
  paint();
  vi.advanceTimersByTime(20);
  expect(done).toBe(0);
  paint();
  vi.advanceTimersByTime(1);
  expect(done).toBe(1);
  vi.advanceTimersByTime(1000);
  expect(done).toBe(1);
});

test("on a page that nobody sees it comes all the same", () => {
  oncePainted(() => done++);
  vi.advanceTimersByTime(300);
  expect(done).toBe(1);
  expect(frames).toEqual([]);
});

test.each([0, 1, 2])("what is called off never comes, after %s frames", (count) => {
  const forget = oncePainted(() => done++);
  for (let each = 0; each < count; each++) paint();
  forget();
  paint();
  vi.advanceTimersByTime(1000);
  expect(done).toBe(0);
});
