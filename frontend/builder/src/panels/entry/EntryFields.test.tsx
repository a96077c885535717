// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Entry, Trigger } from "@/definition/types";
import { journeyOf } from "@/model/edits/samples";
import { scheduleSentence } from "@/sentences/schedules";
import { plain } from "@/sentences/words";
import { formOf, serve } from "@/testing/builder";

beforeEach(() => serve());
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
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

test("what a new way in lacks is no fault until its field is left", async () => {
  /** How it broke: a way in was red the moment it was chosen. */
  const { user } = await begun("Something happens");
  const lacks = await screen.findByText("Choose the event that starts it.");
  const isQuiet = () => lacks.matches(".b-form-fresh *") && !lacks.matches(".b-left *");
  expect(isQuiet()).toBe(true);
  await user.click(screen.getByRole("combobox", { name: "Event" }));
  expect(isQuiet()).toBe(true);
  await user.tab();
  expect(isQuiet()).toBe(false);
});

test("what a form lacks that is opened is a fault at once", async () => {
  formWith({ triggers: [{ event: "" }] });
  const lacks = await screen.findByText("Choose the event that starts it.");
  expect(lacks.matches(".b-form-fresh *")).toBe(false);
});

test("a segment is chosen by its name, and which way", async () => {
  const { user, triggers } = await begun("A segment changes");
  await user.type(screen.getByRole("combobox", { name: "Segment" }), "VIP{Enter}");
  await user.click(screen.getByRole("radio", { name: "Who goes out of it" }));
  expect(triggers()).toEqual([{ segment: "vip", change: "leaves" }]);
});

test("a segment that is yet to be made is made from here, under the key the journey asks for", async () => {
  /** How it broke: one could only type what it was going to be called. */
  const open = vi.spyOn(window, "open").mockReturnValue(null);
  const { user, triggers } = await begun("A segment changes");
  const field = screen.getByRole("combobox", { name: "Segment" });
  await user.type(field, "Brand new");
  await user.click(screen.getByRole("option", { name: "Make a segment “Brand new” …" }));
  expect(triggers()).toEqual([{ segment: "brand-new" }]);
  const page = "/segments/new?key=brand-new&name=Brand+new&subject=account";
  expect(open).toHaveBeenCalledExactlyOnceWith(page, "_blank", "noopener");
  // Whoever only leaves the field is led nowhere.
  await user.clear(field);
  await user.type(field, "Another one");
  await user.tab();
  expect(triggers()).toEqual([{ segment: "another-one" }]);
  expect(open).toHaveBeenCalledTimes(1);
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
  const date = screen.getByRole<HTMLInputElement>("combobox", { name: "Date" });
  await user.type(date, "account.renewal_date{Enter}");
  expect(date.value).toBe("account renewal date");
  await user.selectOptions(screen.getByLabelText("Those already closer to their date"), ["now"]);
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

test.each([
  ["weekday", [], "0 9 * * mon#1", "On the first Monday of every month at 09:00, UTC"],
  [
    "weekday",
    [
      ["Which", "The last"],
      ["Weekday", "Friday"],
    ],
    "0 9 * * friL",
    "On the last Friday of every month at 09:00, UTC",
  ],
  ["month", [["On day", "The last"]], "0 9 L * *", "On the last day of every month at 09:00, UTC"],
  [
    "quarter",
    [["In", "Feb, May, Aug, Nov"]],
    "0 9 1 2,5,8,11 *",
    "On day 1 of February, May, August and November at 09:00, UTC",
  ],
  [
    "year",
    [
      ["In", "December"],
      ["On day", "15"],
    ],
    "0 9 15 12 *",
    "On day 15 of December at 09:00, UTC",
  ],
] as const)("usual times need no cron: %s %j", async (form, fields, cron, reads) => {
  const { user, triggers } = await begun("On a schedule");
  await user.selectOptions(screen.getByLabelText("How often"), [form]);
  for (const [label, choice] of fields)
    await user.selectOptions(screen.getByLabelText(label), [choice]);
  expect(triggers()).toEqual([{ schedule: { cron } }]);
  expect(plain(scheduleSentence({ cron }))).toBe(reads[0]?.toLowerCase() + reads.slice(1));
  expect(document.querySelectorAll(".b-dates li")).toHaveLength(3);
});

test("every second Tuesday says from when on, and every week does not", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-29T12:00Z") });
  const { user, triggers } = await begun("On a schedule");
  await user.selectOptions(screen.getByLabelText("How often"), ["days"]);
  await user.click(screen.getByRole("checkbox", { name: "Tuesday" }));
  await user.click(screen.getByRole("checkbox", { name: "Monday" }));
  await user.selectOptions(screen.getByLabelText("In"), ["Every second week"]);
  const weeks = { weeks: 2, starting: "2026-12-01" };
  expect(triggers()).toEqual([{ schedule: { cron: "0 9 * * tue", ...weeks } }]);
  expect(document.querySelector(".b-dates li")?.textContent).toContain("1 Dec");
  fireEvent.change(screen.getByLabelText("From"), { target: { value: "2026-12-02" } });
  expect(document.querySelector(".b-dates li")?.textContent).toContain("15 Dec");
  await user.selectOptions(screen.getByLabelText("In"), ["Every week"]);
  expect(triggers()).toEqual([{ schedule: { cron: "0 9 * * tue" } }]);
  await user.selectOptions(screen.getByLabelText("In"), ["Every third week"]);
  await user.selectOptions(screen.getByLabelText("How often"), ["month"]);
  expect(triggers()).toEqual([{ schedule: { cron: "0 9 1 * *" } }]);
});

test("from which day on a schedule comes is kept and can be changed, whatever else is", async () => {
  const schedule = { cron: "0 9 1 * *", starting: "2027-01-15" };
  const { user, journey } = formWith({ triggers: [{ schedule }] });
  fireEvent.change(screen.getByLabelText("At"), { target: { value: "10:30" } });
  const triggers = () => journey().entry.triggers;
  expect(triggers()).toEqual([{ schedule: { ...schedule, cron: "30 10 1 * *" } }]);
  await user.selectOptions(screen.getByLabelText("How often"), ["year"]);
  fireEvent.change(screen.getByLabelText("From"), { target: { value: "2027-02-01" } });
  expect(triggers()).toEqual([{ schedule: { cron: "30 10 1 1 *", starting: "2027-02-01" } }]);
});

test("weeks that are counted can be seen and taken away where the times are cron", async () => {
  const counted = { cron: "0 9,15 * * tue", weeks: 2, starting: "2027-01-15" };
  const { user, journey } = formWith({ triggers: [{ schedule: counted }] });
  expect(screen.getByLabelText("In")).toHaveProperty("value", "2");
  await user.selectOptions(screen.getByLabelText("In"), ["Every week"]);
  expect(journey().entry.triggers).toEqual([{ schedule: { cron: counted.cron } }]);
});

test("what is written as cron is read in words", async () => {
  const { user } = await begun("On a schedule");
  await user.selectOptions(screen.getByLabelText("How often"), ["cron"]);
  const written = screen.getByLabelText(/Minute, hour/);
  await user.clear(written);
  await user.type(written, "0 9,15 1,15 * *");
  expect(
    screen.getByText("It reads: on days 1 and 15 of every month at 09:00 and 15:00, UTC."),
  ).toBeTruthy();
  expect(document.querySelectorAll(".b-dates li")).toHaveLength(3);
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

test.each([
  ["On a schedule", "Each time, a schedule lets in only those who have never been in."],
  [
    "A date of theirs comes",
    "Those who have been in do not enter for their next date, such as a year later.",
  ],
  ["The health turns", "Those who have been in do not enter when it turns once more."],
])("what it means for those who may enter once is said: %s", async (kind, said) => {
  const { user } = await begun(kind);
  expect(screen.queryByText(said)).not.toBeNull();
  await user.selectOptions(screen.getByLabelText("May they enter again?"), "always");
  expect(screen.queryByText(said)).toBeNull();
});
