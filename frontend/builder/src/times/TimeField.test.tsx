// @vitest-environment happy-dom
import { cleanup, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bench, journeyCalled, serve } from "@/testing/builder";
import { TimeField } from "./TimeField";

beforeEach(() => serve());
afterEach(cleanup);

test.each([
  ["00:30", true],
  ["01:00", false],
  ["09:00", false],
  ["12:30", false],
  ["13:00", true],
  ["18:15", true],
])("%s is said below the field only where halves of a day show another hour", (value, said) => {
  /** How it broke: “09:00” stood below “09:00 AM”. */
  bench(journeyCalled("hello"), <TimeField label="At" path="at" value={value} change={() => {}} />);
  expect(screen.queryByText(value) !== null).toBe(said);
});
