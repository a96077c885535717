import { expect, test } from "vitest";
import { readCron } from "@/definition/schedules";
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
])("%s in %s comes after %s at %s", (cron, zone, after, comes) => {
  const times = readCron(cron);
  const [next] = times ? upcoming(times, zone, Date.parse(after), 1) : [];
  expect(next).toBe(Date.parse(comes));
});

test("days that some months do not have are left out", () => {
  const times = { on: "month", day: 31, at: "09:00" } as const;
  const found = upcoming(times, "UTC", Date.parse(SATURDAY));
  expect(found.map((at) => new Date(at).toISOString().slice(0, 10))).toEqual([
    "2026-12-31",
    "2027-01-31",
    "2027-03-31",
  ]);
});

test("what never comes, and no time zone, have no times", () => {
  const never = { on: "month", day: 40, at: "09:00" } as const;
  expect(upcoming(never, "UTC", Date.parse(SATURDAY))).toEqual([]);
  expect(upcoming({ on: "every", at: "09:00" }, "Mars/Base", 0)).toEqual([]);
});
