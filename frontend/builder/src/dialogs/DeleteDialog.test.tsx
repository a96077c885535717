// @vitest-environment happy-dom
import { act, cleanup, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Step } from "@/definition/types";
import { bench, journeyCalled, serve } from "@/testing/builder";
import { TRIAL } from "@/testing/trial";

beforeEach(() => serve());
afterEach(cleanup);

const asking = () => {
  const scenarios = [
    { name: "Silent", expect: [{ asks: "call" }] },
    { name: "Ends", expect: [{ ends: "completed" }] },
  ];
  const made = bench({ ...TRIAL, scenarios }, null);
  act(() => made.builder.panels.ask("delete", ["call"]));
  const dialog = within(screen.getByRole("dialog"));
  return { ...made, dialog, remove: () => dialog.getByRole("button", { name: "Remove" }) };
};

test("a scenario that expects something of a removed step can be changed with it, and is undone with it", async () => {
  const { user, dialog, remove, journey, builder } = asking();
  dialog.getByText(/A scenario counts on what is removed: “Silent”/);
  await user.click(dialog.getByRole("checkbox", { name: /Take it out there/ }));
  dialog.getByText(/Nothing else is expected in “Silent”: that scenario is removed/);
  await user.click(remove());
  expect(journey().scenarios).toEqual([{ name: "Ends", expect: [{ ends: "completed" }] }]);
  act(() => builder.document.undo());
  expect(journey().scenarios).toHaveLength(2);
  expect(journey().steps).toHaveProperty("call");
});

test("it is kept, for another step to be named, unless that was chosen", async () => {
  const { user, dialog, remove, journey } = asking();
  dialog.getByText(/It cannot be published before that scenario is changed/);
  await user.click(remove());
  expect(journey().scenarios).toHaveLength(2);
  expect(journey().steps).not.toHaveProperty("call");
});

test("it begins at the first choice, and tells steps of one name apart", () => {
  const [first, second] = Object.keys(TRIAL.steps).filter((id) => id !== "call");
  const named = (id = "") => ({ ...(TRIAL.steps[id] as Step), name: "Call again" });
  const steps = { ...TRIAL.steps, [first ?? ""]: named(first), [second ?? ""]: named(second) };
  const { builder } = bench({ ...TRIAL, steps }, null);
  act(() => builder.panels.ask("delete", ["call"]));
  expect(document.activeElement).toBe(screen.getAllByRole("radio")[0]);
  screen.getByRole("option", { name: `Call again (${first})` });
  screen.getByRole("option", { name: `Call again (${second})` });
});

test("where they go on is offered from below first, as going back would have them go round", () => {
  const { builder } = bench(journeyCalled("onboarding"), null);
  const [, step, next] = Object.keys(builder.document.journey().steps);
  act(() => builder.panels.ask("delete", [step]));
  expect(screen.getByLabelText<HTMLSelectElement>("Step they go on at").value).toBe(next);
});
