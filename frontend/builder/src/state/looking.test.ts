// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { lookAgain } from "./looking";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const hide = (hidden: boolean) => {
  vi.spyOn(document, "hidden", "get").mockReturnValue(hidden);
  document.dispatchEvent(new Event("visibilitychange"));
};

test("it is looked again and again until it is stopped", async () => {
  const look = vi.fn(async () => 5_000);
  const stop = lookAgain(look);
  await vi.advanceTimersByTimeAsync(10_100);
  expect(look).toHaveBeenCalledTimes(3);
  stop();
  await vi.advanceTimersByTimeAsync(10_100);
  expect(look).toHaveBeenCalledTimes(3);
});

test("nothing is asked while nobody sees it, and at once when somebody does again", async () => {
  const look = vi.fn(async () => 5_000);
  const stop = lookAgain(look);
  hide(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(look).toHaveBeenCalledTimes(1);
  hide(false);
  expect(look).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(5_100);
  expect(look).toHaveBeenCalledTimes(3);
  stop();
});

test("what is not to be looked at again is not", async () => {
  const look = vi.fn(async () => null);
  lookAgain(look);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(look).toHaveBeenCalledTimes(1);
});
