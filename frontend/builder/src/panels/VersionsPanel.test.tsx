// @vitest-environment happy-dom
/** Versions beside the draft. */

import { act, cleanup, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import * as commands from "@/app/commands";
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

test("whoever asks for the changes is shown what is not live yet", async () => {
  const server = desk();
  const { builder } = bench(journeyCalled("first-mail"), <VersionsPanel />, [], "live");
  act(() => commands.differences(builder));
  await server.last("versions").answer([{ ...VERSION, number: 4, is_live: false }, VERSION]);
  await server.last("differences").answer({
    ...COMPARED,
    differences: [
      {
        kind: "changed",
        what: "template",
        text: "The body of “Welcome” has changed:\n - a\n + b",
        path: "templates.welcome.body",
        step: null,
        about: "The body of “Welcome”",
        pieces: [
          { fate: "same", text: "Good to have " },
          { fate: "removed", text: "you" },
          { fate: "added", text: "all of you" },
        ],
      },
    ],
  });
  // Before and after, each with its own words marked.
  screen.getByText("The body of “Welcome”");
  const lines = [...document.querySelectorAll(".b-wording")].map((line) => line.textContent);
  expect(lines).toEqual(["OldGood to have you", "NewGood to have all of you"]);
  expect(document.querySelector("del")?.textContent).toBe("you");
  expect(document.querySelector("ins")?.textContent).toBe("all of you");
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
