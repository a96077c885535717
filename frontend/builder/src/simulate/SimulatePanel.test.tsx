// @vitest-environment happy-dom
import { act, cleanup, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import type { Report, Simulation } from "@/api/simulations";
import { bench, serve } from "@/testing/builder";
import { REPORT } from "@/testing/report";
import { TRIAL } from "@/testing/trial";
import SimulatePanel from "./SimulatePanel";

afterEach(cleanup);

test("numbers of the journey as it was before an edit are marked as such", async () => {
  /** How it broke: they stood there as before, as if they were of the journey as it is now. */
  const report: Report = { ...REPORT, tasks: { ...REPORT.tasks, by_step: { call: 4 } } };
  const done = { id: "1", status: "done", progress: 1, reason: null, result: { report } };
  serve({ simulations: done, journeys: done });
  const { user, builder } = bench(TRIAL, <SimulatePanel />);
  await user.click(screen.getByRole("button", { name: "Simulate" }));
  await screen.findByText("Still inside");
  const tone = () => builder.overlays.getState()?.steps.get("call")?.marks?.[0]?.tone;
  expect([tone(), screen.queryByRole("status")]).toEqual(["warn", null]);
  act(() => builder.document.edit((journey) => ({ ...journey, name: "Other" })));
  expect(tone()).toBe("old");
  expect(screen.getByRole("status").textContent).toBe(
    "These numbers are of the journey as it was before your last edit. Simulate again.",
  );
  act(() => builder.document.undo());
  expect([tone(), screen.queryByRole("status")]).toEqual(["warn", null]);
});

test("how many days are watched is the server's to say, until the reader does", async () => {
  /** How it broke: it was reckoned here as well, and fewer than the report then asked for. */
  const done = { id: "1", status: "done", progress: 1, reason: null, result: { report: REPORT } };
  serve({ simulations: done, journeys: done });
  const { user, builder } = bench(TRIAL, <SimulatePanel />);
  const days = screen.getByLabelText<HTMLInputElement>("Days");
  await user.click(screen.getByRole("button", { name: "Simulate" }));
  await screen.findByText("Still inside");
  expect(builder.simulating.getState().order).toEqual({ what: "population", accounts: 500 });
  expect(days.value).toBe(String(REPORT.days));
  await user.clear(days);
  await user.type(days, "30");
  await user.click(screen.getByRole("button", { name: "Simulate" }));
  expect(builder.simulating.getState().order).toMatchObject({ days: 30 });
});

test("numbers of made-up customers are not those of what really happened", async () => {
  /** How it broke: under the other heading they stood as before, until it was simulated. */
  const done = { id: "1", status: "done", progress: 1, reason: null, result: { report: REPORT } };
  serve({ simulations: done, journeys: done });
  const { user, builder } = bench(TRIAL, <SimulatePanel />);
  await user.click(screen.getByRole("button", { name: "Simulate" }));
  await screen.findByText("Still inside");
  expect(builder.overlays.getState()).not.toBeNull();
  await user.click(screen.getByLabelText("What really happened"));
  expect(screen.queryByText("Still inside")).toBeNull();
  expect(builder.overlays.getState()).toBeNull();
  await user.click(screen.getByLabelText("Made-up customers"));
  screen.getByText("Still inside");
});

test("what is not the journey's fault is said after an edit, too, and it can still be stopped", async () => {
  /** How it broke: while the server could not be reached nothing could be stopped, and an edit took
   * away the word of it. */
  serve();
  const { builder } = bench(TRIAL, <SimulatePanel />);
  const simulation = { id: "1", status: "running", progress: 0.5, reason: null, result: null };
  const failed = { message: "Onward cannot be reached.", problems: [] };
  act(() =>
    builder.simulating.set((now) => ({
      ...now,
      simulation: simulation as Simulation,
      failed,
      running: true,
    })),
  );
  expect(screen.getByRole("button", { name: "Stop" })).toBeTruthy();
  act(() => builder.document.edit((journey) => ({ ...journey, name: "Other" })));
  expect(screen.getByRole("alert").textContent).toContain("Onward cannot be reached.");
});
