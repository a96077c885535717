import { expect, test } from "vitest";
import { panelsOf } from "./panels";

test("what marks the journey comes back when what was opened over it is closed", () => {
  const panels = panelsOf("outline", null);
  const shown = () => panels.getState().panel;
  panels.open("walk");
  panels.open("problems");
  panels.open("form");
  panels.open(null);
  expect(shown()).toBe("walk");
  panels.open(null);
  expect(shown()).toBeNull();
});

test("what is opened instead of it takes its place", () => {
  const panels = panelsOf("outline", null);
  panels.open("live");
  panels.open("scenarios");
  panels.open(null);
  expect(panels.getState().panel).toBeNull();
});
