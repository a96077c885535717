import { expect, test } from "vitest";
import { compared, firstComparison, kindOf, operatorInWords, operatorsFor, read } from "./values";

test("operators fit the type of what is compared", () => {
  expect(operatorsFor("number")).toContain("less_than");
  expect(operatorsFor("number")).not.toContain("contains");
  expect(operatorsFor("text")).not.toContain("less_than");
  expect(operatorsFor("date")).toContain("within_next");
  expect(operatorsFor("list")).toEqual(["contains", "exists"]);
});

test("dates and times are before and after, not less and more", () => {
  expect(operatorInWords("less_than", "date")).toBe("is before");
  expect(operatorInWords("less_than", "number")).toBe("is less than");
});

test("another operator keeps as much of the value as fits", () => {
  expect(compared({ is: "pro" }, "in", "text")).toEqual({ in: ["pro"] });
  expect(compared({ in: ["pro", "trial"] }, "is_not", "text")).toEqual({ is_not: "pro" });
  expect(compared({ at_least: 10 }, "less_than", "number")).toEqual({ less_than: 10 });
  expect(compared({ within_last: "14d" }, "within_next", "date")).toEqual({ within_next: "14d" });
});

test("what does not fit is left to be chosen, and never made up", () => {
  expect(compared({ is: "pro" }, "at_least", "number")).toEqual({ at_least: null });
  expect(compared({ exists: true }, "is", "text")).toEqual({ is: null });
  expect(compared({ within_last: "7d" }, "is", "text")).toEqual({ is: null });
  expect(firstComparison("text")).toEqual({ is: null });
});

test("a date begins where its values lie", () => {
  expect(firstComparison("date", ["2999-01-01"])).toEqual({ within_next: "30d" });
  expect(firstComparison("date", ["2001-01-01"])).toEqual({ within_last: "7d" });
});

test("what nobody has sent is what it is compared with", () => {
  expect(kindOf({ is: true })).toBe("boolean");
  expect(kindOf({ at_least: 3 })).toBe("number");
  expect(kindOf({ within_last: "7d" })).toBe("date");
  expect(kindOf({ is: "yes" })).toBe("text");
  expect(kindOf({ is: "pro" })).toBe("unknown");
});

test("what is typed is of the trait's type", () => {
  expect(read("10", "number")).toBe(10);
  expect(read("10", "text")).toBe("10");
  expect(read("10", "unknown")).toBe(10);
  expect(read("true", "unknown")).toBe(true);
});
