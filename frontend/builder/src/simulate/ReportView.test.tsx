// @vitest-environment happy-dom
import { cleanup, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Step } from "@/definition/types";
import { bench, serve } from "@/testing/builder";
import { REPORT } from "@/testing/report";
import { TRIAL } from "@/testing/trial";
import { ReportView } from "./ReportView";

// Whoever is named is looked up.
beforeEach(() => serve());
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

test("what is made up says so on the charts, and a short record leads to it", async () => {
  /** How it broke: numbers of made-up customers were taken for a forecast of work. */
  const opening = "Onward has known these customers for 3 hours.";
  const instead = vi.fn();
  const { user } = bench(
    TRIAL,
    <ReportView
      report={{ ...REPORT, made_up: false, opening, short: true }}
      arrived={false}
      instead={instead}
    />,
  );
  screen.getByText(opening);
  const charts = () => screen.queryAllByRole("table", { name: /, of made-up/, hidden: true });
  expect(charts()).toHaveLength(0);
  await user.click(screen.getByRole("button", { name: "Try it on made-up customers" }));
  expect(instead).toHaveBeenCalledOnce();
  cleanup();
  bench(
    TRIAL,
    <ReportView report={{ ...REPORT, made_up: true, opening: "Assumed." }} arrived={false} />,
  );
  expect(charts()).toHaveLength(2);
});

test("how it was reckoned follows the figures", () => {
  /** How it broke: a paragraph of assumptions stood between the button and what had been asked for. */
  const said = { opening: "Assumed.", notes: ["Nobody answers."] };
  bench(TRIAL, <ReportView report={{ ...REPORT, ...said }} arrived={false} />);
  const [figures, reckoned] = document.querySelectorAll(".b-report > *");
  expect(figures?.tagName).toBe("DL");
  expect(reckoned?.textContent).toBe("How this was reckonedAssumed.Nobody answers.");
});

test("what was counted is told in the words of the server", () => {
  const counts = [{ title: "How it ended", counted: [{ words: "left early", count: 1200 }] }];
  const figures = [{ name: "Enter", figure: "9", more: "of 9 accounts" }];
  bench(TRIAL, <ReportView report={{ ...REPORT, counts, figures }} arrived={false} />);
  screen.getByRole("heading", { name: "How it ended" });
  expect(screen.getByRole("listitem").textContent).toBe("left early1,200");
  expect(screen.getByText("Enter").parentElement?.textContent).toBe("Enter9of 9 accounts");
});

test("a step that nobody has named is told by what it does", () => {
  /** How it broke: of “Email”, “Email 2” and “Wait 2” nobody knew which was which. */
  const { name: _, ...unnamed } = TRIAL.steps.call as Step & { name?: string };
  const named = { ...TRIAL.steps.login, name: "Hello" } as Step;
  const sent = (step: string) => ({ step, channel: "email", sent: 1, skipped: 0, failed: 0 });
  const messages = { ...REPORT.messages, by_step: [sent("call"), sent("login")] };
  bench(
    { ...TRIAL, steps: { ...TRIAL.steps, call: unnamed as Step, login: named } },
    <ReportView report={{ ...REPORT, messages }} arrived={false} />,
  );
  const told = [...document.querySelectorAll(".b-bars-row > span:first-child")];
  expect(told.map(({ textContent }) => textContent)).toEqual([
    "CallAsk the account’s owner to “Call”, and wait for the answer",
    "Hello",
  ]);
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
