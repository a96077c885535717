// @vitest-environment happy-dom
import { cleanup, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Entry, Trigger } from "@/definition/types";
import { journeyOf } from "@/model/edits/samples";
import { formOf, serve } from "@/testing/builder";

beforeEach(() => serve());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function formWith(entry: Entry, subject?: "contact") {
  const journey = { ...journeyOf({ done: { type: "exit" } }), entry };
  return formOf(subject ? { ...journey, subject } : journey);
}

async function begun(kind: string) {
  const made = formWith({});
  await made.user.click(screen.getByRole("button", { name: "Add a way in" }));
  await made.user.click(screen.getByRole("menuitem", { name: new RegExp(kind) }));
  return { ...made, triggers: () => made.journey().entry.triggers };
}

test("an event is chosen as before", async () => {
  const { user, triggers } = await begun("Something happens");
  await user.type(screen.getByRole("combobox", { name: "Event" }), "Account Created{Enter}");
  expect(triggers()).toEqual([{ event: "Account Created" }]);
});

test("a segment is chosen by its name, and which way", async () => {
  const { user, triggers } = await begun("A segment changes");
  await user.type(screen.getByRole("combobox", { name: "Segment" }), "VIP{Enter}");
  await user.click(screen.getByRole("radio", { name: "Who goes out of it" }));
  expect(triggers()).toEqual([{ segment: "vip", change: "leaves" }]);
});

test("a segment that is yet to be made is named by its key", async () => {
  const { user, triggers } = await begun("A segment changes");
  await user.type(screen.getByRole("combobox", { name: "Segment" }), "Brand new{Enter}");
  expect(triggers()).toEqual([{ segment: "brand-new" }]);
});

test("health turns to one band or several, and never to none", async () => {
  const { user, triggers } = await begun("The health turns");
  expect(triggers()).toEqual([{ health: "red" }]);
  await user.click(screen.getByRole("checkbox", { name: "Yellow" }));
  expect(triggers()).toEqual([{ health: ["yellow", "red"] }]);
  await user.click(screen.getByRole("checkbox", { name: "Red" }));
  await user.click(screen.getByRole("checkbox", { name: "Yellow" }));
  expect(triggers()).toEqual([{ health: "yellow" }]);
});

test("a date is so long before, on or after one of theirs", async () => {
  const { user, triggers } = await begun("A date of theirs comes");
  await user.type(screen.getByRole("combobox", { name: "Date" }), "account.renewal_date{Enter}");
  await user.selectOptions(screen.getByLabelText("If that has passed, and the date has not"), [
    "now",
  ]);
  expect(triggers()).toEqual([
    { date: { trait: "account.renewal_date", offset: "-90d" }, passed: "now" },
  ]);
  await user.click(screen.getByRole("radio", { name: "On the day" }));
  expect(triggers()).toEqual([{ date: { trait: "account.renewal_date" }, passed: "now" }]);
});

test("a schedule is every day, on days or once a month, and anything cron can say", async () => {
  const { user, triggers } = await begun("On a schedule");
  const often = screen.getByLabelText("How often");
  await user.selectOptions(often, ["days"]);
  await user.click(screen.getByRole("checkbox", { name: "Friday" }));
  await user.type(screen.getByRole("combobox", { name: "On the clock of" }), "Europe/Amst{Enter}");
  const zone = { time_zone: "Europe/Amsterdam" };
  expect(triggers()).toEqual([{ schedule: { cron: "0 9 * * mon,fri", ...zone } }]);
  expect(screen.getByText(/Next, by the clock of UTC/)).toBeTruthy();
  expect(document.querySelectorAll(".b-dates li")).toHaveLength(3);
  await user.selectOptions(often, ["cron"]);
  const written = screen.getByLabelText(/Minute, hour/);
  await user.clear(written);
  await user.type(written, "0 */6 * * *");
  expect(triggers()).toEqual([{ schedule: { cron: "0 */6 * * *", ...zone } }]);
});

test("only companies have health", async () => {
  const { user } = formWith({}, "contact");
  await user.click(screen.getByRole("button", { name: "Add a way in" }));
  const health = screen.getByRole("menuitem", { name: /The health turns/ });
  expect(health).toHaveProperty("disabled", true);
  expect(within(health).getByText("Only companies have health.")).toBeTruthy();
});

test("a share of accounts is kept out, and what is no share is not taken over", async () => {
  const { user, journey } = formWith({ triggers: [{ event: "A" }] });
  await user.click(screen.getByRole("checkbox", { name: "Keep some out, to compare with" }));
  expect(journey().entry.holdout).toBe("10%");
  const percent = screen.getByLabelText("Percent of accounts");
  await user.clear(percent);
  await user.type(percent, "60");
  expect(journey().entry.holdout).toBe("6%");
  expect(screen.getByRole("alert").textContent).toContain("a number from 0.1 to 50");
});

test("typing is undone at once", async () => {
  const made = formWith({ triggers: [{ schedule: { cron: "0 */2 * * *" } }] });
  const before = made.builder.document.getState().past.length;
  await made.user.type(screen.getByLabelText(/Minute, hour/), "1234");
  expect(made.builder.document.getState().past.length).toBe(before + 1);
});

test.each<Trigger>([{}, { health: [] }, { schedule: { cron: "", time_zone: "Nowhere" } }])(
  "what is unfinished has a form: %j",
  (trigger) => {
    formWith({ triggers: [trigger] });
    expect(screen.getByRole("button", { name: "Add another way in" })).toBeTruthy();
  },
);
