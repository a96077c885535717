// @vitest-environment happy-dom
import { act, cleanup, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { toClipboard } from "@/app/stepActs";
import { parting } from "@/model/edits/samples";
import { formOf, serve } from "@/testing/builder";

beforeEach(() => serve());
afterEach(cleanup);

test.each([
  ["choose", ["Duplicate", "Copy", "Copy with its ways", "Cut", "Move …", "Remove"]],
  ["nudge", ["Duplicate", "Copy", "Cut", "Move …", "Remove"]],
  ["done", ["Copy", "Remove"]],
])("what can be done with a step as a whole: %s", (step, offered) => {
  formOf(parting, step);
  const acts = screen.getByRole("button", { name: "Remove" }).parentElement?.children ?? [];
  expect([...acts].map((each) => each.textContent)).toEqual(offered);
});

test("whoever is led to moving a step chooses at once where it goes", () => {
  /** How it broke: “Move …” stood more than twenty fields away from where one begins. */
  const { builder } = formOf(parting, "nudge");
  act(() => builder.selection.choose("nudge", "move"));
  const field = screen.getByRole("combobox", { name: "Move it, with its ways, to" });
  expect(document.activeElement).toBe(field);
});

test("where a step can go, and which are chosen, is said with what these steps do", async () => {
  /** How it broke: “Email”, “Email 2” and “Wait 2” said nothing in a long list. */
  const { builder, user } = formOf(parting, "nudge");
  act(() => builder.selection.choose("nudge", "move"));
  await user.click(screen.getByRole("combobox", { name: "Move it, with its ways, to" }));
  const offers = [...document.querySelectorAll(".b-offer")].map(({ textContent }) => textContent);
  expect(offers).toContain("After “Hello”Send “Hello” to the primary contact");
  act(() => builder.selection.chooseAll(["hello", "nudge"]));
  const chosen = screen.getAllByRole("listitem").map(({ textContent }) => textContent);
  expect(chosen).toContain("HelloSend “Hello” to the primary contact");
});

test.each([
  [
    ["nudge", "call"],
    ["Copy", "Cut", "Remove"],
  ],
  [
    ["call", "done"],
    ["Copy", "Cut", "Remove"],
  ],
])("what can be done with several at once: %s", (steps, offered) => {
  const { builder } = formOf(parting);
  act(() => builder.selection.chooseAll(steps));
  const acts = screen.getByRole("button", { name: "Remove" }).parentElement?.children ?? [];
  expect([...acts].map((each) => each.textContent)).toEqual(offered);
});

test("without HTTPS, where a browser has no clipboard, copying raises no error", () => {
  vi.stubGlobal("navigator", { ...navigator, clipboard: undefined });
  expect(() => toClipboard("some steps")).not.toThrow();
  vi.unstubAllGlobals();
});
