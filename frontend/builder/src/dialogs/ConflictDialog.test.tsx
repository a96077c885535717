// @vitest-environment happy-dom
import { act, cleanup, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { parting } from "@/model/edits/samples";
import { bench, serve } from "@/testing/builder";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** The dialog over a journey of which Ana has saved `theirs` meanwhile. */
function opened(theirs: object, clashes: object[]) {
  const saved = { revision: 5, saved_by: "ana", saved_by_name: "Ana", saved_at: null };
  serve({ journeys: { ...saved, theirs, definition: theirs, clashes, said: "" } });
  const made = bench(parting, null);
  act(() => made.builder.panels.ask("conflict"));
  return made;
}

const CLASH = { path: "name", title: "The name", mine: ["Mine"], theirs: ["Theirs"] };

test("whoever takes all of theirs has nothing left to save", async () => {
  const { builder, journey, user } = opened({ ...parting, name: "Theirs" }, [CLASH]);
  await user.click(await screen.findByRole("button", { name: "All theirs" }));
  expect(journey().name).toBe("Theirs");
  expect(builder.saving.getState().state).toBe("saved");
});

test("of what a newer Onward has saved it is said how to see it", async () => {
  /** How it broke: both had changed the same thing, and there was nothing to choose. */
  opened({ ...parting, steps: { ...parting.steps, done: { type: "call" } } }, []);
  expect(await screen.findByText(/^Ana saved what cannot be shown here\. Reload/)).toBeTruthy();
  expect(screen.getByRole("heading").textContent).toBe("What was saved cannot be shown");
  expect(screen.queryByText("Save as chosen")).toBeNull();
});

test("whose the other changes are is said once it is known", async () => {
  /** How it broke: it said “of you” and “theirs” until it turned out to be one's own other window. */
  opened({ ...parting, name: "Theirs" }, [CLASH]);
  expect(screen.getByRole("heading").textContent).toBe("The same thing was changed twice");
  expect(screen.queryByText(/^All /)).toBeNull();
  await screen.findByRole("heading", { name: "Both of you changed the same thing" });
});
