import { expect, test } from "vitest";
import { upcoming } from "./upcoming";

const SATURDAY = "2026-11-28T12:00:00Z";

/** As `tests/engine/test_schedules` has it, and what the clocks do beside. */
test.each<[string, string, string, string]>([
  ["0 9 1 * *", "Europe/Amsterdam", SATURDAY, "2026-12-01T08:00:00Z"],
  ["0 9 * * sun", "UTC", SATURDAY, "2026-11-29T09:00:00Z"],
  ["0 9 * * mon-fri", "UTC", SATURDAY, "2026-11-30T09:00:00Z"],
  ["0 9 * * sat-mon", "UTC", SATURDAY, "2026-11-29T09:00:00Z"],
  ["0 9 * * *", "Asia/Kolkata", SATURDAY, "2026-11-29T03:30:00Z"],
  ["0 0 * * *", "Pacific/Auckland", SATURDAY, "2026-11-29T11:00:00Z"],
  ["30 2 * * *", "Europe/Amsterdam", "2026-03-28T12:00:00Z", "2026-03-29T01:30:00Z"],
  ["30 2 * * *", "Europe/Amsterdam", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z"],
  ["0 9 * * 0-7", "UTC", "2026-11-30T12:00:00Z", "2026-12-01T09:00:00Z"],
  ["5 0 1 * *", "Europe/Amsterdam", "2027-03-01T12:00:00Z", "2027-03-31T22:05:00Z"],
  ["0 9 * * mon#1", "UTC", SATURDAY, "2026-12-07T09:00:00Z"],
  ["0 9 * * 2#3", "UTC", SATURDAY, "2026-12-15T09:00:00Z"],
  ["0 9 * * friL", "UTC", SATURDAY, "2026-12-25T09:00:00Z"],
  ["0 9 L * *", "UTC", SATURDAY, "2026-11-30T09:00:00Z"],
  ["0 9 29 2 *", "UTC", SATURDAY, "2028-02-29T09:00:00Z"],
  ["0 */6 * * *", "UTC", SATURDAY, "2026-11-28T18:00:00Z"],
])("%s in %s comes after %s at %s", (cron, zone, after, comes) => {
  const [next] = upcoming({ cron, time_zone: zone }, Date.parse(after), 1);
  expect(next).toBe(Date.parse(comes));
});

test("days that some months do not have are left out", () => {
  const found = upcoming({ cron: "0 9 31 * *" }, Date.parse(SATURDAY));
  expect(found.map((at) => new Date(at).toISOString().slice(0, 10))).toEqual([
    "2026-12-31",
    "2027-01-31",
    "2027-03-31",
  ]);
});

test("what never comes, and no time zone, have no times", () => {
  expect(upcoming({ cron: "0 9 30 2 *" }, Date.parse(SATURDAY))).toEqual([]);
  expect(upcoming({ cron: "0 9 * * *", time_zone: "Mars/Base" }, 0)).toEqual([]);
});

test("only every second week counts, from the one it starts in", () => {
  const schedule = { cron: "0 9 * * tue,fri", weeks: 2, starting: "2026-12-03" };
  const found = upcoming(schedule, Date.parse(SATURDAY), 5);
  expect(found.map((at) => new Date(at).toISOString().slice(5, 10))).toEqual([
    "12-04",
    "12-15",
    "12-18",
    "12-29",
    "01-01",
  ]);
});

test("an hour that the clock leaves out comes once, beside the one after it", () => {
  const schedule = { cron: "0 * * * *", time_zone: "Europe/Amsterdam" };
  const found = upcoming(schedule, Date.parse("2026-03-29T00:30Z"), 3);
  expect(found.map((at) => new Date(at).toISOString().slice(11, 16))).toEqual([
    "01:00",
    "02:00",
    "03:00",
  ]);
});
