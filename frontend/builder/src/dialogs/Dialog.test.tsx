// @vitest-environment happy-dom
import { act, cleanup, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { bench, serve } from "@/testing/builder";
import { TRIAL } from "@/testing/trial";

beforeEach(() => serve());
afterEach(cleanup);

const asked = (name: "delete" | "confirm", about: unknown) => {
  const made = bench(TRIAL, null);
  act(() => made.builder.panels.ask(name, about));
  return made;
};
const confirming = (tone?: "bad") => {
  const deed = vi.fn();
  return {
    deed,
    ...asked("confirm", { title: "Do it?", text: "", verb: "Do it", tone, act: deed }),
  };
};

test("Enter does what a dialog asks about, from any of its choices", async () => {
  /** How it broke: nothing came of it, or the button that closes was pressed. */
  const { user, journey } = asked("delete", ["call"]);
  await user.keyboard("{Enter}");
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(journey().steps).not.toHaveProperty("call");
  cleanup();
  const { deed, user: other } = confirming();
  await other.keyboard("{Enter}");
  expect(deed).toHaveBeenCalledOnce();
});

test("Enter is left to menus, and to the button that it is on", async () => {
  const { user, journey } = asked("delete", ["call"]);
  screen.getByLabelText("Step they go on at").focus();
  await user.keyboard("{Enter}");
  screen.getByRole("dialog");
  screen.getByRole("button", { name: "Keep it" }).focus();
  await user.keyboard("{Enter}");
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(journey().steps).toHaveProperty("call");
});

test("Enter that opened a dialog and is held does nothing in it", async () => {
  const { user, journey } = asked("delete", ["call"]);
  document.activeElement?.dispatchEvent(
    new KeyboardEvent("keydown", { key: "Enter", repeat: true, bubbles: true }),
  );
  expect(journey().steps).toHaveProperty("call");
  await user.keyboard("{Escape}");
});

test("what cannot be taken back is not done by Enter before its button is gone to", async () => {
  const { deed, user } = confirming("bad");
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "Leave it as it is" }));
  await user.keyboard("{Enter}");
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(deed).not.toHaveBeenCalled();
  cleanup();
  // Whoever has clicked on what it says is on no button.
  const other = confirming("bad");
  screen.getByRole("dialog").focus();
  await other.user.keyboard("{Enter}");
  expect(other.deed).not.toHaveBeenCalled();
  await other.user.keyboard("{Control>}{Enter}{/Control}");
  expect(other.deed).toHaveBeenCalledOnce();
});
