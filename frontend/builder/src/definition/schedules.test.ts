import { expect, test } from "vitest";
import { readCron, type Times, writeCron } from "./schedules";

test.each<[string, Times]>([
  ["0 9 * * *", { on: "every", at: "09:00" }],
  ["5 17 * * mon-fri", { on: "days", days: "mon-fri", at: "17:05" }],
  ["30 8 31 * *", { on: "month", day: 31, at: "08:30" }],
  ["30 8 L * *", { on: "month", day: 0, at: "08:30" }],
  ["0 9 * * mon#1", { on: "weekday", which: 1, day: "mon", at: "09:00" }],
  ["0 9 * * friL", { on: "weekday", which: 0, day: "fri", at: "09:00" }],
  ["0 9 1 1,4,7,10 *", { on: "quarter", month: 1, day: 1, at: "09:00" }],
  ["0 9 15 12 *", { on: "year", month: 12, day: 15, at: "09:00" }],
])("%s is read and written alike", (cron, times) => {
  expect(readCron(cron)).toEqual(times);
  expect(writeCron(times)).toBe(cron);
});

test.each<[string, Times]>([
  ["0 9 * * 1-5", { on: "days", days: "mon-fri", at: "09:00" }],
  ["0 9 * * 1#2", { on: "weekday", which: 2, day: "mon", at: "09:00" }],
  ["0 9 1 jan,apr,jul,oct *", { on: "quarter", month: 1, day: 1, at: "09:00" }],
])("however it is written: %s", (cron, times) => expect(readCron(cron)).toEqual(times));

test.each([
  "",
  "0 9 1 1,7 *",
  "0 9 1,15 * *",
  "0 */2 * * *",
  "0 9 * * mon#5",
  "0 9 * 1 mon",
  "0 24 * * *",
  "at nine",
])("what a form cannot say is left as it is written: %s", (cron) =>
  expect(readCron(cron)).toBeUndefined(),
);
