import { describe, expect, test } from "vitest";
import type { Condition } from "@/definition/types";
import * as tree from "./tree";

const a: Condition = { segment: "a" };
const b: Condition = { segment: "b" };
const c: Condition = { segment: "c" };
const nested: Condition = { all: [a, { any: [b, c] }] };

test("a part is found by its place, through whatever denies it", () => {
  expect(tree.partAt({ all: [a, { not: { any: [b, c] } }] }, [1, 1])).toBe(c);
  expect(tree.opened({ not: { not: a } })).toMatchObject({ negated: false, inner: a });
  expect(tree.opened({ not: { not: { not: a } } })).toMatchObject({ negated: true, inner: a });
});

describe("taking out", () => {
  test("the last but one leaves the last without a group", () => {
    expect(tree.without(nested, [1, 0])).toEqual({ all: [a, c] });
    expect(tree.without({ all: [a, b] }, [0])).toBe(b);
  });

  test("the whole leaves nothing asked", () => {
    expect(tree.without(a, [])).toEqual({});
    expect(tree.without({ all: [a] }, [0])).toEqual({});
  });

  test("a denied group denies what is left of it", () => {
    expect(tree.without({ not: { any: [a, b] } }, [0])).toEqual({ not: b });
    expect(tree.without({ not: { any: [a, { not: b }] } }, [0])).toEqual(b);
  });
});

describe("joining one more", () => {
  test("to a group that is joined so puts it at its end", () => {
    expect(tree.joinedAt(nested, [], "all")).toEqual({
      condition: { all: [a, { any: [b, c] }, {}] },
      place: [2],
    });
  });

  test("to anything else makes a group of both", () => {
    expect(tree.joinedAt(a, [], "any")).toEqual({ condition: { any: [a, {}] }, place: [1] });
    expect(tree.joinedAt(nested, [0], "any").condition).toEqual({
      all: [{ any: [a, {}] }, { any: [b, c] }],
    });
    expect(tree.joinedAt({ not: { all: [a, b] } }, [], "all").condition).toEqual({
      all: [{ not: { all: [a, b] } }, {}],
    });
  });
});

describe("moving", () => {
  test("changes places within a group", () => {
    expect(tree.movedAt({ any: [a, b, c] }, [0], 1)).toEqual({
      condition: { any: [b, a, c] },
      place: [1],
    });
  });

  test("at its edge leaves the group, upwards before it and downwards after it", () => {
    expect(tree.movedAt(nested, [1, 0], -1)).toEqual({ condition: { all: [a, b, c] }, place: [1] });
    expect(tree.movedAt(nested, [1, 1], 1)).toEqual({ condition: { all: [a, b, c] }, place: [2] });
  });

  test("ends at the edge of the whole", () => {
    expect(tree.movedAt(nested, [0], -1)).toBeUndefined();
    expect(tree.movedAt(a, [], 1)).toBeUndefined();
  });
});

test("a copy stands right below", () => {
  const { condition, place } = tree.duplicatedAt(nested, [0]);
  expect(condition).toEqual({ all: [a, a, { any: [b, c] }] });
  expect(place).toEqual([1]);
});

test("ungrouping puts the parts in the place of their group, unless that was denied", () => {
  expect(tree.ungroupedAt(nested, [1])?.condition).toEqual({ all: [a, b, c] });
  expect(tree.ungroupedAt({ all: [a, { not: { any: [b, c] } }] }, [1])).toBeUndefined();
});

test("denying and joining otherwise keep the parts", () => {
  expect(tree.negatedAt(nested, [1])).toEqual({ all: [a, { not: { any: [b, c] } }] });
  expect(tree.negatedAt(tree.negatedAt(nested, []), [])).toEqual(nested);
  expect(tree.rejoined({ not: nested }, [], "any")).toEqual({ not: { any: [a, { any: [b, c] }] } });
});
