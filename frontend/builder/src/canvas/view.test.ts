import { describe, expect, test } from "vitest";
import { centred, isSame, middleOf, seeing, widthOf } from "./view";

const PANE = { width: 1000, height: 800 };
const VIEW = { x: 500, y: 40, zoom: 0.8 };
const box = (x: number, y: number) => ({ step: "a", x, y, width: 272, height: 82 });

describe("what is in the middle", () => {
  test.each([600, 1400])("stays there when the pane is %d wide", (width) => {
    const narrow = centred(VIEW, middleOf(VIEW, PANE.width), width);
    expect(middleOf(narrow, width)).toBeCloseTo(middleOf(VIEW, PANE.width));
    expect(narrow).toMatchObject({ y: VIEW.y, zoom: VIEW.zoom });
  });

  test("says how wide the pane was", () => {
    expect(widthOf(VIEW, middleOf(VIEW, PANE.width))).toBeCloseTo(PANE.width);
  });
});

describe("what is chosen", () => {
  const seen = (x: number, y: number, held = false) => seeing(VIEW, box(x, y), PANE, held);
  const at = (view: typeof VIEW, x: number, y: number) => ({
    left: x * view.zoom + view.x,
    right: (x + 272) * view.zoom + view.x,
    top: y * view.zoom + view.y,
    bottom: (y + 82) * view.zoom + view.y,
  });

  test("stays where it is while it is in sight", () => {
    expect(isSame(seen(-136, 200), VIEW)).toBe(true);
    expect(isSame(seen(-625, 200), VIEW)).toBe(true);
  });

  test.each([
    ["cut at the left", -700],
    ["cut at the right", 500],
  ])("is seen whole with little movement: %s", (_, x) => {
    const view = seen(x, 200);
    expect(at(view, x, 200).left).toBeGreaterThan(23);
    expect(at(view, x, 200).right).toBeLessThan(PANE.width - 23);
    expect(Math.abs(view.x - VIEW.x)).toBeLessThan(272);
  });

  test("comes to the middle when it was out of sight", () => {
    expect(at(seen(2_000, 200), 2_000, 200).left).toBeCloseTo((1_000 - 272 * 0.8) / 2);
  });

  test("has room below it, unless the pointer is on it", () => {
    const y = 850;
    expect(at(seen(0, y), 0, y).bottom).toBeCloseTo(PANE.height - 110);
    expect(isSame(seen(0, y, true), VIEW)).toBe(true);
    expect(at(seen(0, 930, true), 0, 930).bottom).toBeCloseTo(PANE.height - 8);
  });

  test("begins in sight when the pane is lower than it", () => {
    const view = seeing(VIEW, box(0, 900), { width: 1_000, height: 90 }, false);
    expect(at(view, 0, 900).top).toBeCloseTo(16);
  });
});
