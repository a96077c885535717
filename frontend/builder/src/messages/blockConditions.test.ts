import { expect, test } from "vitest";
import {
  askedOf,
  asTyped,
  type BlockCondition,
  readBlockCondition,
  writeBlockCondition,
} from "./blockConditions";

test.each<[string, BlockCondition]>([
  ["account.seats is defined", { field: "account.seats", ask: "known" }],
  ["account.phone is undefined", { field: "account.phone", ask: "unknown" }],
  ["account.plan == 'pro'", { field: "account.plan", ask: "==", value: "pro" }],
  ['account.name != "Joe\'s"', { field: "account.name", ask: "!=", value: "Joe's" }],
  ["account.seats >= 10", { field: "account.seats", ask: ">=", value: 10 }],
  ["account.trial == true", { field: "account.trial", ask: "==", value: true }],
])("%s is one thing asked of one field", (written, condition) => {
  expect(readBlockCondition(written)).toEqual(condition);
  expect(writeBlockCondition(condition)).toBe(written);
});

test("a field alone is read as whether it is known", () => {
  expect(readBlockCondition("account.seats")).toEqual({ field: "account.seats", ask: "known" });
  expect(readBlockCondition("not account.phone")).toEqual({
    field: "account.phone",
    ask: "unknown",
  });
});

test.each([
  "",
  "not",
  "not account.phone is defined",
  "account.phone is number",
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

test("sizes of numbers are compared with numbers, and of texts with texts", () => {
  expect(asTyped("10", "number", ">=")).toBe(10);
  expect(asTyped("many", "number", ">=")).toBe(0);
  expect(asTyped("", undefined, "<=")).toBe(0);
  expect(asTyped("10", "text", ">=")).toBe("10");
  expect(asTyped("2027-01-01", "date", "<=")).toBe("2027-01-01");
  expect(asTyped("10", "text", "==")).toBe("10");
});

test("another field is asked the same, as far as it can be", () => {
  const seats: BlockCondition = { field: "account.seats", ask: ">=", value: 10 };
  const plan: BlockCondition = { field: "account.plan", ask: ">=", value: "pro" };
  expect(askedOf("account.plan", "text", seats)).toEqual({ ...plan, value: "10" });
  expect(askedOf("account.seats", "number", plan)).toEqual({ ...seats, value: 0 });
  expect(askedOf("account.seats", "number", { ...seats, ask: "known" })).toEqual({
    field: "account.seats",
    ask: "known",
  });
  const trial: BlockCondition = { field: "account.trial", ask: "==", value: true };
  expect(askedOf("account.trial", "boolean")).toEqual(trial);
});
