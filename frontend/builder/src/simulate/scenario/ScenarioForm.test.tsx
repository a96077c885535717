// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as commands from "@/app/commands";
import type { Journey, Step } from "@/definition/types";
import { bench, serve } from "@/testing/builder";
import { desk } from "@/testing/desk";
import { TRIAL } from "@/testing/trial";
import ScenariosPanel from "../ScenariosPanel";

beforeEach(() => serve());
afterEach(cleanup);

const open = async (journey: Journey = TRIAL) => {
  const made = bench(journey, <ScenariosPanel />);
  await made.user.click(screen.getByRole("button", { name: "New scenario" }));
  return { ...made, scenario: () => made.journey().scenarios?.at(-1) };
};
const group = (name: string) => within(screen.getByRole("group", { name }));

test("a new scenario begins with what would be so at once", async () => {
  const { scenario } = await open();
  expect(scenario()).toEqual({ name: "A customer", expect: [{ reaches: "login" }] });
});

test("results are of this journey when it was only written in another order since", async () => {
  /** How it broke: after an edit that was saved and merged, they were said to be of before the edit. */
  const outcome = { name: "A customer", passed: true, failures: [], time_zone: "UTC", lines: [] };
  const result = { scenarios: [outcome] };
  const done = { id: "1", status: "done", progress: 1, reason: null, result };
  serve({ simulations: done, journeys: done });
  const { user, builder } = await open();
  await user.click(screen.getByRole("button", { name: "Try all" }));
  await screen.findByText("Holds");
  const entries = Object.entries(structuredClone(builder.document.journey()));
  act(() => builder.document.edit(() => Object.fromEntries(entries.reverse()) as never));
  screen.getByText("Holds");
  expect(screen.queryByRole("status")).toBeNull();
  act(() => builder.document.edit((now) => ({ ...now, name: "Other" })));
  screen.getByText("Held");
});

test("no two new ones are called alike", async () => {
  const first = { name: "A customer", expect: [{ reaches: "login" }] };
  const { scenario } = await open({ ...TRIAL, scenarios: [first] });
  expect(scenario()?.name).toBe("A customer 2");
});

test("it says who the customer is", async () => {
  const { user, scenario } = await open();
  const traits = group("Traits of the account");
  await user.click(traits.getByRole("button", { name: "Add a trait of the account" }));
  await user.type(traits.getByRole("combobox", { name: /trait/i }), "stage{Enter}");
  await user.type(traits.getByRole("combobox", { name: "Value" }), "trial{Enter}");
  expect(scenario()?.customer).toEqual({ account: { stage: "trial" } });
  await user.click(traits.getByRole("button", { name: /^Remove/ }));
  expect(scenario()).not.toHaveProperty("customer");
});

test("it says what they had done before they entered", async () => {
  /** How it broke: a condition that looks back could be tried by no scenario. */
  const { user, scenario } = await open();
  const before = group("Before they entered");
  await user.click(before.getByRole("button", { name: "They had done something" }));
  await user.type(before.getByRole("combobox", { name: "Event" }), "Login{Enter}");
  const long = before.getByLabelText("How long before entry");
  await user.clear(long);
  await user.type(long, "3");
  await user.selectOptions(before.getByLabelText(/unit$/), "weeks");
  expect(scenario()?.before).toEqual([{ event: "Login", ago: "3w" }]);
  await user.click(before.getByRole("button", { name: "Remove what they had done, 1" }));
  expect(scenario()).not.toHaveProperty("before");
});

test("when they enter is chosen as a date, and when a date of theirs is", async () => {
  /** How it broke: the one could only be said in YAML, and the other was to be typed as a text. */
  const { user, scenario } = await open();
  const enters = screen.getByLabelText("They enter on a certain day");
  await user.click(enters);
  expect(scenario()?.enters).toBe("2026-03-02T09:00:00Z");
  fireEvent.change(screen.getByLabelText("Day of entry"), { target: { value: "2026-05-04" } });
  expect(scenario()?.enters).toBe("2026-05-04T09:00:00Z");
  await user.click(enters);
  expect(scenario()).not.toHaveProperty("enters");
  const traits = group("Traits of the account");
  await user.click(traits.getByRole("button", { name: "Add a trait of the account" }));
  await user.type(traits.getByRole("combobox", { name: /trait/i }), "renewal_date{Enter}");
  const date = traits.getByLabelText<HTMLInputElement>("Value");
  expect([date.type, date.value]).toEqual(["date", new Date().toISOString().slice(0, 10)]);
  fireEvent.change(date, { target: { value: "2026-06-30" } });
  expect(scenario()?.customer).toEqual({ account: { renewal_date: "2026-06-30" } });
  await user.selectOptions(traits.getByLabelText("To"), "a text");
  expect(scenario()?.customer).toEqual({ account: { renewal_date: "" } });
});

test("of a journey for a segment, all customers are put in it at once, and new ones are", async () => {
  /** How it broke: whoever narrowed a journey had nine scenarios fail, each to be mended alone. */
  const scenarios = ["One", "Two"].map((name) => ({ name, expect: [{ reaches: "login" }] }));
  const entry = { ...TRIAL.entry, audience: { segment: "vip" } };
  const made = await open({ ...TRIAL, entry, scenarios });
  const within = () => made.journey().scenarios?.map(({ customer }) => customer?.segments);
  expect(within()).toEqual([undefined, undefined, ["vip"]]);
  screen.getByText(
    /Only customers in “VIP accounts” enter. 2 scenarios are of customers who are not/,
  );
  await made.user.click(screen.getByRole("button", { name: "Put all of them in it" }));
  expect(within()).toEqual([["vip"], ["vip"], ["vip"]]);
  expect(screen.queryByText(/Only customers in/)).toBeNull();
  expect(made.builder.announcer.getState().text).toBe(
    "You have put all of them in it. You can undo it.",
  );
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "Try all" }));
  act(() => made.builder.document.undo());
  expect(within()).toEqual([undefined, undefined, ["vip"]]);
});

test("whoever is led to one that is kept out finds there what puts all of them in", async () => {
  /** How it broke: it stood above all of them, out of sight, and here what did not help. */
  const scenarios = ["One", "Two"].map((name) => ({ name, expect: [{ reaches: "login" }] }));
  const entry = { ...TRIAL.entry, audience: { segment: "vip" } };
  const kept = { ...FAILED, path: "scenarios.1" };
  const { builder } = bench({ ...TRIAL, entry, scenarios }, <ScenariosPanel />, [kept]);
  const said = () => screen.getByText(/Only customers in/).closest("li");
  expect(said()).toBeNull();
  act(() => builder.panels.open("scenarios", kept.path));
  expect(said()?.textContent).toContain("Details");
  expect(screen.queryByRole("button", { name: "Expect what it does now" })).toBeNull();
});

test("of a journey for several segments, it says that all of them are asked for", async () => {
  const entry = { ...TRIAL.entry, audience: { all: [{ segment: "vip" }, { segment: "large" }] } };
  const scenarios = [{ name: "One", expect: [{ reaches: "login" }] }];
  const made = await open({ ...TRIAL, entry, scenarios });
  screen.getByText(/Only customers in each of the segments “VIP accounts” and “large” enter/i);
  await made.user.click(screen.getByRole("button", { name: "Put them in these segments" }));
  expect(made.journey().scenarios?.[0]?.customer?.segments).toEqual(["vip", "large"]);
});

test("a segment that has not been chosen yet is asked of nobody", async () => {
  /** How it broke: “Only customers in “” enter”, and scenarios were put in it. */
  const entry = { ...TRIAL.entry, audience: { segment: "" } };
  const { scenario } = await open({ ...TRIAL, entry });
  expect(screen.queryByText(/Only customers in/)).toBeNull();
  expect(scenario()).not.toHaveProperty("customer");
});

test("it says which segments the customer is in", async () => {
  const { user, scenario } = await open();
  const field = screen.getByRole("combobox", { name: "Segments they are in" });
  await user.type(field, "VIP{Enter}");
  await user.type(field, "Newly{Enter}");
  expect(scenario()?.customer).toEqual({ segments: ["vip", "newly-paid"] });
  await user.click(screen.getByRole("button", { name: "Remove VIP accounts" }));
  expect(scenario()?.customer).toEqual({ segments: ["newly-paid"] });
  await user.click(screen.getByRole("button", { name: "Remove Newly paid" }));
  expect(scenario()).not.toHaveProperty("customer");
});

test("it says what happens on which day", async () => {
  const { user, scenario } = await open();
  const happens = group("What happens");
  await user.click(happens.getByRole("button", { name: "Something happens" }));
  await user.type(happens.getByRole("combobox", { name: "Event" }), "Logged In{Enter}");
  const day = happens.getByLabelText("Day");
  await user.clear(day);
  await user.type(day, "3");
  expect(scenario()?.happens).toEqual([{ at: { day: 3, at: "12:00" }, event: "Logged In" }]);
  await user.selectOptions(happens.getByLabelText("What happens"), "task");
  expect(scenario()?.happens).toEqual([
    { at: { day: 3, at: "12:00" }, task: "call", outcome: "well" },
  ]);
});

test("what is added is a step back of its own, whatever was typed just before", async () => {
  const happens = [{ at: { day: 5, at: "12:00" }, event: "Logged In" }];
  const scenario = { name: "A customer", happens, expect: [{ reaches: "login" }] };
  const made = bench({ ...TRIAL, scenarios: [scenario] }, <ScenariosPanel />);
  const now = () => made.journey().scenarios?.[0];
  await made.user.click(screen.getByRole("button", { name: /^Details: / }));
  await made.user.type(group("What happens").getByLabelText("Day"), "2");
  await made.user.click(screen.getByRole("button", { name: "Expect something" }));
  expect(now()?.expect).toHaveLength(2);
  act(() => made.builder.document.undo());
  expect(now()?.expect).toHaveLength(1);
  expect(now()?.happens?.[0]?.at).toEqual({ day: 52, at: "12:00" });
});

test("what cannot happen in this journey is not offered", async () => {
  const { user } = await open();
  await user.click(screen.getByRole("button", { name: "Something happens" }));
  const kinds = group("What happens").getByLabelText("What happens");
  const offered = within(kinds)
    .getAllByRole("option")
    .map((option) => option.getAttribute("value"));
  expect(offered).toEqual(["event", "account", "contact", "task"]);
});

test("it says what is expected by which day", async () => {
  const { user, scenario } = await open();
  const expected = group("What is expected");
  await user.selectOptions(expected.getByLabelText("What is expected"), "asks");
  await user.selectOptions(expected.getByLabelText("By when"), "day");
  expect(scenario()?.expect).toEqual([{ asks: "call", by: { day: 7, at: "23:59" } }]);
  await user.selectOptions(expected.getByLabelText("What is expected"), "ends");
  expect(scenario()?.expect).toEqual([{ ends: "completed", by: { day: 7, at: "23:59" } }]);
  await user.selectOptions(expected.getByLabelText("By when"), "any");
  expect(scenario()?.expect).toEqual([{ ends: "completed" }]);
});

test("the step stays chosen when something else is expected of it, where that can be", async () => {
  const { user, scenario } = await open();
  const expected = group("What is expected");
  await user.selectOptions(expected.getByLabelText("Step"), "call");
  await user.selectOptions(expected.getByLabelText("What is expected"), "never");
  expect(scenario()?.expect).toEqual([{ never: "call" }]);
  await user.selectOptions(expected.getByLabelText("What is expected"), "asks");
  expect(scenario()?.expect).toEqual([{ asks: "call" }]);
  await user.selectOptions(expected.getByLabelText("What is expected"), "reaches");
  await user.selectOptions(expected.getByLabelText("Step"), "login");
  await user.selectOptions(expected.getByLabelText("What is expected"), "asks");
  expect(scenario()?.expect).toEqual([{ asks: "call" }]);
});

test("a step that is gone is called as it was, and what is expected of it taken out by one click", async () => {
  const call = { ...TRIAL.steps.call, name: "Ring them" } as Step;
  const scenario = { name: "Both", expect: [{ asks: "call" }, { reaches: "login" }] };
  const journey = { ...TRIAL, steps: { ...TRIAL.steps, call }, scenarios: [scenario] };
  const made = bench(journey, <ScenariosPanel />);
  act(() => commands.remove(made.builder, ["call"], { how: "heal" }));
  await made.user.click(screen.getByRole("button", { name: /^Details: / }));
  expect(group("What is expected").getByRole("option", { name: "Ring them (gone)" })).toBeDefined();
  await made.user.click(screen.getByRole("button", { name: "Take it out" }));
  expect(made.journey().scenarios?.[0]?.expect).toEqual([{ reaches: "login" }]);
  // The focus is not lost with what had it.
  expect(
    group("What is expected").getAllByRole("listitem")[0]?.contains(window.document.activeElement),
  ).toBe(true);
});

const STALE = {
  name: "Slow",
  expect: [{ reaches: "login" }, { asks: "call", by: { day: 3, at: "23:59" } }],
};
const FAILED = {
  code: "scenario_failed",
  severity: "blocking" as const,
  step: null,
  path: "scenarios.0.expect.1",
  message: "The scenario “Slow” fails.",
  hint: null,
};

test("whoever is led to a scenario that fails is led to what fails of it", async () => {
  const { builder } = bench({ ...TRIAL, scenarios: [STALE] }, <ScenariosPanel />, [FAILED]);
  act(() => builder.panels.open("scenarios", FAILED.path));
  const lines = group("What is expected").getAllByRole("listitem");
  expect(lines[1]?.textContent).toContain("It fails.");
  expect(lines[1]?.contains(window.document.activeElement)).toBe(true);
  // What mends it is there too, and nowhere else.
  expect(lines[1]?.contains(screen.getByRole("button", { name: "Expect what it does now" }))).toBe(
    true,
  );
});

test("whoever is led to a scenario of which nothing alone fails finds it open", async () => {
  const whole = { ...FAILED, path: "scenarios.1", message: "The scenario “Other” fails. Nobody." };
  const scenarios = [STALE, { ...STALE, name: "Other" }];
  const { builder } = bench({ ...TRIAL, scenarios }, <ScenariosPanel />, [whole]);
  act(() => builder.panels.open("scenarios", whole.path));
  screen.getByText(/It fails. Nobody./);
  const toggle = screen.getByRole("button", { name: "Details: Other" });
  expect(window.document.activeElement).toBe(toggle);
});

test("of eleven scenarios, the second does not say what is wrong with the eleventh", async () => {
  const scenarios = Array.from({ length: 11 }, (_, number) => ({
    ...STALE,
    name: `No. ${number}`,
  }));
  const wrong = { ...FAILED, path: "scenarios.10", message: "It is wrong." };
  const { user } = bench({ ...TRIAL, scenarios }, <ScenariosPanel />, [wrong]);
  const [, second, ...more] = screen.getAllByRole("button", { name: /^Details: / });
  if (second) await user.click(second);
  const [, open] = document.querySelectorAll(".b-scenarios > li");
  expect(open?.textContent).not.toContain("It is wrong");
  // Of one that is not open the reason is said, too.
  screen.getByText(/It is wrong/);
  const last = more.at(-1);
  if (last) await user.click(last);
  screen.getByText(/It is wrong/);
});

test("a scenario that fails takes over what the journey does now, and that is undone", async () => {
  const now = [{ reaches: "login" }, { asks: "call", by: { day: 8, at: "23:59" } }];
  const outcome = {
    name: "Slow",
    passed: false,
    failures: ["Late."],
    now,
    time_zone: "UTC",
    lines: [],
  };
  const made = bench({ ...TRIAL, scenarios: [STALE] }, <ScenariosPanel />, [FAILED]);
  serve({
    journeys: {
      id: "1",
      status: "done",
      progress: 1,
      reason: null,
      result: { scenarios: [outcome] },
    },
  });
  await made.user.click(screen.getByRole("button", { name: "Expect what it does now" }));
  await screen.findByText("Fails");
  expect(made.journey().scenarios?.[0]?.expect).toEqual(now);
  act(() => made.builder.document.undo());
  expect(made.journey().scenarios?.[0]).toEqual(STALE);
});

test("that scenarios are worked out is seen from the moment it is asked for", async () => {
  /** How it broke: until the server had begun, a button in grey was all there was. */
  desk();
  const made = bench({ ...TRIAL, scenarios: [STALE] }, <ScenariosPanel />);
  await made.user.click(screen.getByRole("button", { name: "Try all" }));
  expect(screen.getByRole("progressbar").hasAttribute("value")).toBe(false);
  expect(screen.queryByRole("button", { name: "Stop" })).toBeNull();
});

const textOf = (element: Element) => element.textContent?.trim();

test("what came of scenarios before an edit is marked as such", async () => {
  /** How it broke: “Holds” stood there after an edit with which it no longer did. */
  const fails = { name: "Fails", expect: [{ reaches: "call" }] };
  const holds = { name: "Holds on", expect: [{ reaches: "login" }] };
  const titles = ["Hello", "Login", "Call", "Help", "Done"];
  const way = titles.map((title, place) => ({ title, day: 2 * place + 1 }));
  const unmet = [{ expected: "Expected that.", instead: "Nobody came there.", way }];
  const outcome = { failures: [], now: null, time_zone: "UTC", lines: [] };
  const result = {
    scenarios: [
      { ...outcome, name: fails.name, passed: false, failures: [""], unmet },
      { ...outcome, name: holds.name, passed: true },
    ],
  };
  const done = { id: "1", status: "done", progress: 1, reason: null, result };
  serve({ simulations: done, journeys: done });
  const scenarios = [fails, holds];
  const { user, builder } = bench({ ...TRIAL, scenarios } as Journey, <ScenariosPanel />);
  await user.click(screen.getByRole("button", { name: "Try all" }));
  const marks = () => [...document.querySelectorAll(".b-mark")].map((mark) => mark.textContent);
  await screen.findByText("Nobody came there.");
  expect([marks(), screen.queryByRole("status")]).toEqual([["Fails", "Holds"], null]);
  const steps = () => [...document.querySelectorAll(".b-unmet > ol > li")].map(textOf);
  expect(steps()).toEqual(["Call Day 5", "Help Day 7", "Done Day 9"]);
  expect(textOf(screen.getByText("2 steps before"))).toBeDefined();
  const takeOver = () => screen.queryByRole("button", { name: "Expect what it does now" });
  expect(takeOver()).not.toBeNull();
  act(() => builder.document.edit((journey) => ({ ...journey, name: "Other" })));
  expect(marks()).toEqual(["Failed", "Held"]);
  expect(document.querySelectorAll(".b-mark-old")).toHaveLength(2);
  expect(takeOver()).toBeNull();
  expect(screen.getByRole("status").textContent).toMatch(/before your last edit. Try all again/);
  act(() => builder.document.undo());
  expect([marks(), screen.queryByRole("status")]).toEqual([["Fails", "Holds"], null]);
});

test("a scenario with a problem says which, and its removal leaves the focus on the next", async () => {
  /** How it broke: there stood “Has a problem” and no more, and the focus went with what was removed. */
  const wrong = { ...FAILED, code: "unknown_outcome", message: "It never ends so." };
  const scenarios = [STALE, { ...STALE, name: "Other" }];
  const { user } = bench({ ...TRIAL, scenarios }, <ScenariosPanel />, [wrong]);
  screen.getByText("Has a problem");
  screen.getByText("It never ends so.");
  await user.click(screen.getByRole("button", { name: "Remove Slow" }));
  const next = screen.getByRole("button", { name: "Details: Other" });
  await waitFor(() => expect(window.document.activeElement).toBe(next));
  await user.click(screen.getByRole("button", { name: "Remove Other" }));
  const walk = screen.getByRole("button", { name: "Walk one through, and save it" });
  await waitFor(() => expect(window.document.activeElement).toBe(walk));
});

test("an event is found by how it begins, and taken as it has come in", async () => {
  /** How it broke: Enter took “log” as it was typed, here and nowhere else. */
  const { user, scenario } = await open();
  const happens = group("What happens");
  await user.click(happens.getByRole("button", { name: "Something happens" }));
  await user.type(happens.getByRole("combobox", { name: "Event" }), "accou{Enter}");
  expect(scenario()?.happens?.[0]?.event).toBe("Account Created");
});

test("what happened is told by the customer's clock, as the scenario's days are", async () => {
  /** How it broke: there stood the digits of UTC. */
  const line = { at: "2026-03-02T20:30:00Z", kind: "entered", step: null, said: "Entered." };
  const outcome = { name: "Far", passed: true, failures: [], now: null };
  const result = { scenarios: [{ ...outcome, time_zone: "Asia/Tokyo", lines: [line] }] };
  const done = { id: "1", status: "done", progress: 1, reason: null, result };
  serve({ simulations: done, journeys: done });
  const scenarios = [{ name: "Far", expect: [{ reaches: "login" }] }];
  const { user } = bench({ ...TRIAL, scenarios } as Journey, <ScenariosPanel />);
  await user.click(screen.getByRole("button", { name: "Try all" }));
  await user.click(await screen.findByRole("button", { name: "What happened: Far" }));
  expect(document.querySelector("time")?.textContent).toMatch(/^Tue 3 Mar.*05:30$/);
});
