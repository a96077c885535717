// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ENTRY } from "@/definition/links";
import { FormPanel } from "@/panels/FormPanel";
import { bench, journeyCalled, serve } from "@/testing/builder";
import { AddMenu } from "./AddMenu";

beforeEach(() => serve());
afterEach(cleanup);

const asked = () => {
  const made = bench(
    journeyCalled("hello"),
    <>
      <AddMenu />
      <FormPanel />
    </>,
  );
  const link = { step: ENTRY, outlet: "next" };
  act(() => made.builder.adding.begin({ link, at: { x: 0, y: 0 } }));
  return made;
};

test.each([
  ["Wait for an event", "Event"],
  ["Task", "What is to be done"],
  ["Branch", "What is looked at"],
])("a click on “%s” leads to the first field that is needed and empty", async (line, field) => {
  const { user } = asked();
  await user.click(screen.getByText(line));
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText(field)));
});

test("what lacks nothing leads to none of its fields", async () => {
  const { user, builder } = asked();
  await user.click(screen.getByText("Wait a while"));
  await screen.findByLabelText("How long");
  expect(builder.selection.getState().field).toBeNull();
});

test("the key that has opened the menu writes nothing into it while it is held down", () => {
  asked();
  const field = screen.getByPlaceholderText(/happen here/);
  expect(fireEvent.keyDown(field, { key: "a", repeat: true })).toBe(false);
  expect(fireEvent.keyDown(field, { key: "a" })).toBe(true);
});

test("Enter that has opened the menu takes nothing of it while it is held down", () => {
  /** How it broke: who held it down a little too long had an email. */
  const { journey } = asked();
  const before = journey();
  const field = screen.getByPlaceholderText(/happen here/);
  fireEvent.keyDown(field, { key: "Enter", repeat: true });
  expect(journey()).toBe(before);
  fireEvent.keyDown(field, { key: "Enter" });
  expect(journey()).not.toBe(before);
});

test("Enter leads to the first field that is needed and empty, as a click does", async () => {
  /** How it broke: whoever added by keys stood on a step that lacked something, and had to look for what. */
  const { user, builder } = asked();
  await user.type(screen.getByPlaceholderText(/happen here/), "event{Enter}");
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("Event")));
  expect(builder.selection.getState().fresh).toBe(true);
});
