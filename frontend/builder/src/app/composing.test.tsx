// @vitest-environment happy-dom
/** Enter that ends a sign of several keys, as in Japanese, takes nothing yet. */
import { act, cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bench, journeyCalled, serve } from "@/testing/builder";
import { AddMenu } from "./AddMenu";
import { Search } from "./Search";

beforeEach(() => serve());
afterEach(cleanup);

test("of the steps that can be added", () => {
  const { builder, journey } = bench(journeyCalled("hello"), <AddMenu />);
  const steps = Object.keys(journey().steps).length;
  const link = { step: journey().start, outlet: "next" };
  act(() => builder.adding.begin({ link, at: { x: 0, y: 0 } }));
  const field = screen.getByRole("combobox");
  fireEvent.change(field, { target: { value: "wait" } });
  fireEvent.keyDown(field, { key: "Enter", isComposing: true });
  expect(Object.keys(journey().steps)).toHaveLength(steps);
  fireEvent.keyDown(field, { key: "Enter" });
  expect(Object.keys(journey().steps)).toHaveLength(steps + 1);
});

test("of the steps that are searched", () => {
  const { builder, journey } = bench(journeyCalled("hello"), <Search />);
  const field = screen.getByRole("combobox");
  fireEvent.change(field, { target: { value: journey().start } });
  fireEvent.keyDown(field, { key: "Enter", isComposing: true });
  expect(builder.selection.getState().focus).toBeNull();
  fireEvent.keyDown(field, { key: "Enter" });
  expect(builder.selection.getState().focus).not.toBeNull();
});

test("a key that is held down while it leads through the page is not caught by the search", () => {
  /** How it broke: whoever held Tab down came no further than the search. */
  bench(journeyCalled("hello"), <Search />);
  const field = screen.getByRole("combobox");
  expect(fireEvent.keyDown(field, { key: "Tab", repeat: true })).toBe(true);
  expect(fireEvent.keyDown(field, { key: "/", repeat: true })).toBe(false);
});
