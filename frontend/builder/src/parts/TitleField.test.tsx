// @vitest-environment happy-dom
import { cleanup, fireEvent, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bench, journeyCalled, serve } from "@/testing/builder";
import { TitleField } from "./TitleField";

beforeEach(() => serve());
afterEach(cleanup);

function Named() {
  const [value, setValue] = useState("");
  return <TitleField label="Name" value={value} placeholder="Wait" change={setValue} />;
}

test("Enter leaves the name, but not while it ends a sign of several keys", () => {
  /** How it broke: whoever writes Japanese was out of the field with the first word. */
  bench(journeyCalled("hello"), <Named />);
  const name = screen.getByLabelText("Name");
  name.focus();
  fireEvent.keyDown(name, { key: "Enter", isComposing: true });
  expect(document.activeElement).toBe(name);
  fireEvent.keyDown(name, { key: "Enter" });
  expect(document.activeElement).not.toBe(name);
});

test("there is as much room as its name takes, also while it has none", () => {
  /** How it broke: browsers that let no field grow with its text cut names off after a line. */
  bench(journeyCalled("hello"), <Named />);
  const room = () => screen.getByLabelText("Name").parentElement?.getAttribute("data-says");
  expect(room()).toBe("Wait");
  fireEvent.change(screen.getByLabelText("Name"), { target: { value: "Until they\nlog in" } });
  expect(room()).toBe("Until they log in");
});
