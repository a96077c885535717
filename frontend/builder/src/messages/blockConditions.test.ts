import { expect, test } from "vitest";
import { type BlockCondition, readBlockCondition, writeBlockCondition } from "./blockConditions";

test.each<[string, BlockCondition]>([
  ["organization.app_url", { field: "organization.app_url", ask: "known" }],
  ["not account.phone", { field: "account.phone", ask: "unknown" }],
  ["account.plan == 'pro'", { field: "account.plan", ask: "==", value: "pro" }],
  ['account.name != "Joe\'s"', { field: "account.name", ask: "!=", value: "Joe's" }],
  ["account.seats >= 10", { field: "account.seats", ask: ">=", value: 10 }],
  ["account.trial == true", { field: "account.trial", ask: "==", value: true }],
])("%s is one thing asked of one field", (written, condition) => {
  expect(readBlockCondition(written)).toEqual(condition);
  expect(writeBlockCondition(condition)).toBe(written);
});

test.each([
  "",
  "not",
  "account.seats >= 10 and account.plan == 'team'",
  "account.plan in ['team', 'pro']",
  "account.tags | length",
  "'a\\'b' == account.name",
  "not account.plan == 'pro'",
])("“%s” is more than that, and stays as it is written", (written) => {
  expect(readBlockCondition(written)).toBeUndefined();
});

test("whatever is typed as a value can be read again", () => {
  for (const value of ["it's", 'say "no"', 'it\'s "both"', "back\\slash", ""]) {
    const written = writeBlockCondition({ field: "account.plan", ask: "==", value });
    expect(readBlockCondition(written)).toMatchObject({ field: "account.plan", ask: "==" });
  }
});
