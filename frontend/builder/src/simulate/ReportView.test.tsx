// @vitest-environment happy-dom
import { cleanup, screen, within } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import type { Report } from "@/api/simulations";
import type { Step } from "@/definition/types";
import { bench, serve } from "@/testing/builder";
import { TRIAL } from "@/testing/trial";
import { ReportView } from "./ReportView";

const REPORT: Report = {
  customers: 9,
  begins: "2026-12-01T09:00:00Z",
  days: 30,
  entries: { entered: 9, refused: {}, held_out: 0 },
  running: 0,
  outcomes: {},
  exits: {},
  goal: null,
  messages: { sent: 3, by_step: [], by_week: [], most_in_a_week: 1 },
  tasks: { handed_out: 0, done: 0, by_step: {}, by_week: [] },
  arbiter: { sent: 3, crowded: 0, deferred: {}, skipped: {}, failed: {} },
  occupancy: [],
  steps: 2,
  given_up: 0,
  notes: [],
};

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test("steps that are called alike are told apart, each with its own numbers", async () => {
  const complained = vi.spyOn(console, "error");
  const call = { ...TRIAL.steps.call, name: "Hello" } as Step;
  const login = { ...TRIAL.steps.login, name: "Hello" } as Step;
  const sent = (step: string, sent: number) => ({
    ...{ step, channel: "email", sent, skipped: 0, failed: 0 },
  });
  const messages = { ...REPORT.messages, by_step: [sent("call", 1), sent("login", 2)] };
  bench(
    { ...TRIAL, steps: { ...TRIAL.steps, call, login } },
    <ReportView report={{ ...REPORT, messages }} arrived={false} />,
  );
  const rows = within(screen.getByRole("table", { name: "Messages, by step", hidden: true }));
  const told = rows.getAllByRole("row", { hidden: true }).map((row) => row.textContent);
  expect(told.slice(1)).toEqual(["Hello100", "Hello200"]);
  // Of two rows with one key.
  expect(complained).not.toHaveBeenCalled();
});

test("colleagues who are called alike are told apart", async () => {
  const known = (email: string) => ({ email, name: "Kim" });
  const users = [known("kim@example.com"), known("kim@example.org")];
  const none = { events: [], traits: [], journeys: [], pools: [], channels: [], segments: [] };
  serve({ vocabulary: { ...none, users } });
  const by_week = users.map(({ email }, week) => ({ week, assignee: email, tasks: week + 1 }));
  const tasks = { ...REPORT.tasks, handed_out: 3, by_week };
  bench(TRIAL, <ReportView report={{ ...REPORT, tasks }} arrived={false} />);
  expect(await screen.findAllByRole("rowheader", { name: "Kim" })).toHaveLength(2);
});
