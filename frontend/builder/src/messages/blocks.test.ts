import { describe, expect, test } from "vitest";
import { keptFor, movedTo, placeFor } from "./blocks";

describe("each block keeps its key", () => {
  const [a, b, c] = [{ of: "a" }, { of: "b" }, { of: "c" }];
  const first = keptFor({ blocks: [], keys: [] }, [a, b, c]);

  test("moved, written on, with another before it, and back again", () => {
    /** How it broke: a text that was moved was drawn by what another had been drawn by. */
    expect(first.keys).toEqual([0, 1, 2]);
    const moved = keptFor(first, movedTo([a, b, c], 2, 0));
    expect(moved.keys).toEqual([2, 0, 1]);
    const written = keptFor(moved, [c, { of: "a, more" }, b]);
    expect(written.keys).toEqual([2, 0, 1]);
    const added = keptFor(first, [a, { of: "new" }, b, c]);
    expect(added.keys).toEqual([0, 3, 1, 2]);
    expect(keptFor(added, [a, b, c]).keys).toEqual([0, 1, 2]);
    expect(keptFor(first, [a, c]).keys).toEqual([0, 2]);
  });

  test("also of two that are the same", () => {
    const twice = keptFor({ blocks: [], keys: [] }, [a, a]);
    expect(twice.keys).toEqual([0, 1]);
    expect(new Set(keptFor(twice, [b, a, a]).keys).size).toBe(3);
  });
});

test.each([
  [0, 5, 0],
  [0, 16, 1],
  [0, 99, 2],
  [2, 4, 0],
  [2, 14, 1],
  [2, 24, 2],
])("what was number %i and is let go of at %i is number %i", (from, y, to) => {
  const boxes = [0, 10, 20].map((top) => ({ top, bottom: top + 10 }));
  expect(placeFor(boxes, from, y)).toBe(to);
});
