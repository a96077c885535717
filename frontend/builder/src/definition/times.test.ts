import { expect, test } from "vitest";
import {
  durationInWords,
  inDays,
  offsetInWords,
  readDuration,
  readOffset,
  writeDuration,
  writeOffset,
} from "./times";

test.each([
  ["30m", "30 minutes", 30 / 1440],
  ["1h", "1 hour", 1 / 24],
  ["3d", "3 days", 3],
  ["2w", "2 weeks", 14],
  ["1 business day", "1 business day", 1.4],
  ["2 business days", "2 business days", 2.8],
  ["4 business hours", "4 business hours", 0.7],
])("%s is read, written as it was, and said as %s", (written, words, days) => {
  const read = readDuration(written);
  expect(read && writeDuration(read)).toBe(written);
  expect(durationInWords(written)).toBe(words);
  expect(inDays(written)).toBeCloseTo(days);
});

test.each(["", "3", "d", "three days", "-3d", "3 months", "123456d"])(
  "“%s” is no duration",
  (written) => {
    expect(readDuration(written)).toBeUndefined();
    expect(inDays(written)).toBeUndefined();
    expect(durationInWords(written)).toBe(written || "some time");
  },
);

test.each([
  ["-60d", "60 days before"],
  ["2w", "2 weeks after"],
  ["-1 business day", "1 business day before"],
])("%s is read, written as it was, and said as %s", (written, words) => {
  const read = readOffset(written);
  expect(read && writeOffset(read)).toBe(written);
  expect(offsetInWords(written)).toBe(words);
});

test("a plus says nothing, and is not written again", () => {
  expect(readOffset("+14d")).toEqual({ amount: 14, unit: "d", before: false });
  expect(offsetInWords("+14d")).toBe("14 days after");
});
