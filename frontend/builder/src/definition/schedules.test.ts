import { expect, test } from "vitest";
import { readCron, type Times, writeCron } from "./schedules";

test.each<[string, Times]>([
  ["0 9 * * *", { on: "every", at: "09:00" }],
  ["5 17 * * mon-fri", { on: "days", days: "mon-fri", at: "17:05" }],
  ["30 8 31 * *", { on: "month", day: 31, at: "08:30" }],
])("%s is read and written alike", (cron, times) => {
  expect(readCron(cron)).toEqual(times);
  expect(writeCron(times)).toBe(cron);
});

test.each(["", "0 9 1 1,4,7,10 *", "0 */2 * * *", "0 9 * * 1-5", "0 24 * * *", "at nine"])(
  "what a form cannot say is left as it is written: %s",
  (cron) => expect(readCron(cron)).toBeUndefined(),
);
