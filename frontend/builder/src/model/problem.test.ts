/** Which findings alarm. */

import { expect, test } from "vitest";
import { isWrong, type Problem } from "./problem";

const found = { step: null, path: "", message: "", hint: null };

test.each<[Problem["severity"], string, boolean]>([
  ["blocking", "unfinished", false],
  ["blocking", "unknown_step", true],
  ["warning", "unreachable", false],
])("a finding that is %s, %s: %s", (severity, code, alarms) => {
  expect(isWrong({ ...found, severity, code })).toBe(alarms);
});
