import { expect, test } from "vitest";
import { nextPoint } from "./TextTools";

test.each([
  ["- One thing", "- "],
  ["  - within", "  - "],
  ["9. Nine", "10. "],
  ["- ", "- "],
  ["no list", null],
  ["2026. was a year.", "2027. "],
  ["-no list", null],
])("Enter behind %s goes on with %s", (line, next) => {
  expect(nextPoint(line)).toBe(next);
});
