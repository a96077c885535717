// @vitest-environment happy-dom
/** Versions beside the draft. */

import { act, cleanup, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { bench, journeyCalled } from "@/testing/builder";
import { desk } from "@/testing/desk";
import { comparisonOf } from "@/testing/previews";
import VersionsPanel from "./VersionsPanel";

const VERSION = {
  number: 3,
  published_at: "2026-12-01T09:00:00Z",
  published_by: "maya@northwind.test",
  published_by_name: "Maya",
  is_live: true,
  running: 2,
};
const WELCOME = { step: "welcome", title: "Welcome" };
const COMPARED = comparisonOf({
  steps: [{ change: "changed", relinked: false, ...WELCOME }],
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test("what could not be compared is said, and nothing stays coloured", async () => {
  const server = desk();
  const { user, builder } = bench(journeyCalled("first-mail"), <VersionsPanel />, [], "live");
  await server.last("versions").answer([VERSION]);
  await user.click(screen.getByRole("button", { name: "Compare with the draft: version 3" }));
  await server.last("differences").answer(COMPARED);
  expect(builder.overlays.getState()?.steps.has("welcome")).toBe(true);
  act(() => builder.document.edit((journey) => ({ ...journey, name: "Another name" })));
  await server.last("differences").refuse(503, "The database is away.");
  expect(screen.getByRole("alert").textContent).toContain("The database is away.");
  expect(builder.overlays.getState()).toBeNull();
  await user.click(screen.getByRole("button", { name: "Try again" }));
  await server.last("differences").answer(COMPARED);
  expect(screen.queryByRole("alert")).toBeNull();
  expect(builder.overlays.getState()?.steps.has("welcome")).toBe(true);
});
