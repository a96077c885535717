import { expect, test } from "vitest";
import { readDays } from "@/definition/times";
import { writeDays } from "./DaysField";

test.each([
  ["mon-fri", [0, 1, 2, 3, 4]],
  ["tue,thu", [1, 3]],
  ["mon-sun", [0, 1, 2, 3, 4, 5, 6]],
  ["mon,wed-fri", [0, 2, 3, 4]],
  ["sat,sun", [5, 6]],
])("%s is read and written alike", (written, days) => {
  expect([...readDays(written)].sort()).toEqual(days);
  expect(writeDays(new Set(days))).toBe(written);
});

test("a range may run over the end of the week", () => {
  expect([...readDays("fri-mon")].sort()).toEqual([0, 4, 5, 6]);
});
