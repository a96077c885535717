import { describe, expect, test } from "vitest";
import { ENTRY } from "@/definition/links";
import { invented, parting } from "./edits/samples";
import { flowOf, graphOf } from "./graph";
import { type Box, layoutOf, pathOf, type Sizes } from "./layout";

const SIZES: Sizes = {
  box: () => ({ width: 200, height: 60 }),
  label: (link) => (link.outlet === "next" ? null : { width: 90, height: 22 }),
  sign: () => ({ width: 120, height: 30 }),
};

const lay = (journey: typeof parting) => layoutOf(graphOf(flowOf(journey)), SIZES);

const overlap = (one: Box, other: Box): boolean =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height;

describe("whatever the journey", () => {
  const journeys = Array.from({ length: 80 }, (_, seed) => invented(seed + 1, 3 + (seed % 40)));

  test("every step has one place, and none stands on another", () => {
    for (const journey of journeys) {
      const { boxes } = lay(journey);
      expect(boxes.map((box) => box.step).sort()).toEqual(
        [ENTRY, ...Object.keys(journey.steps)].sort(),
      );
      for (const [number, box] of boxes.entries())
        for (const other of boxes.slice(number + 1)) expect(overlap(box, other)).toBe(false);
    }
  });

  test("every link has one line, from below its step to above its target", () => {
    for (const journey of journeys) {
      const { boxes, lines } = lay(journey);
      const places = new Map(boxes.map((box) => [box.step, box]));
      const links = graphOf(flowOf(journey)).links;
      const steps = [...links].filter(([step]) => step !== ENTRY).flatMap(([, each]) => each);
      expect(lines.filter((line) => line.link.source !== ENTRY)).toHaveLength(steps.length);
      for (const { link, points, sign } of lines) {
        const from = places.get(link.source);
        const [x, y] = points.at(-1) ?? [0, 0];
        expect(points[0]?.[1]).toBeCloseTo((from?.y ?? 0) + (from?.height ?? 0));
        const to = places.get(link.target);
        if (sign) expect(y).toBeCloseTo(sign.y);
        else {
          expect(y).toBeCloseTo(to?.y ?? 0);
          expect(x).toBeCloseTo((to?.x ?? 0) + (to?.width ?? 0) / 2);
        }
      }
    }
  });

  test("every place for adding lies on its line", () => {
    for (const journey of journeys)
      for (const { plus, points } of lay(journey).lines) {
        const on = points.slice(1).some(([x, y], number) => {
          const [fromX, fromY] = points[number] ?? [x, y];
          return (
            plus[0] >= Math.min(x, fromX) - 0.01 &&
            plus[0] <= Math.max(x, fromX) + 0.01 &&
            plus[1] >= Math.min(y, fromY) - 0.01 &&
            plus[1] <= Math.max(y, fromY) + 0.01
          );
        });
        expect(on).toBe(true);
      }
  });
});

test("the way in stays where it is, whatever is added at the side", () => {
  const entry = (journey: typeof parting) => lay(journey).boxes.find((box) => box.step === ENTRY);
  expect(entry(parting)).toEqual(entry(invented(5, 30)));
});

test("corners are rounded, and straight lines stay straight", () => {
  expect(
    pathOf([
      [0, 0],
      [0, 10],
      [0, 40],
    ]),
  ).toBe("M0 0L0 40");
  expect(
    pathOf([
      [0, 0],
      [0, 40],
      [50, 40],
    ]),
  ).toContain("Q0 40");
});
