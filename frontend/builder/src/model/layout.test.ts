import { describe, expect, test } from "vitest";
import { ENTRY } from "@/definition/links";
import { invented, parting } from "./edits/samples";
import { flowOf, graphOf } from "./graph";
import { type Box, layoutOf, type Point, pathOf, type Size, type Sizes } from "./layout";

/** None, short and long, side by side. */
const LABELS: Readonly<Record<string, Size>> = {
  timeout: { width: 40, height: 22 },
  otherwise: { width: 90, height: 22 },
  a: { width: 90, height: 39 },
};

const SIZES: Sizes = {
  box: () => ({ width: 200, height: 60 }),
  label: (link) => LABELS[link.outlet] ?? null,
  sign: () => ({ width: 120, height: 30 }),
};

const lay = (journey: typeof parting) => layoutOf(graphOf(flowOf(journey)), SIZES);

const liesOn = (place: Point, points: readonly Point[]): boolean =>
  points.slice(1).some(([x, y], number) => {
    const [fromX, fromY] = points[number] ?? [x, y];
    return (
      place[0] >= Math.min(x, fromX) - 0.01 &&
      place[0] <= Math.max(x, fromX) + 0.01 &&
      place[1] >= Math.min(y, fromY) - 0.01 &&
      place[1] <= Math.max(y, fromY) + 0.01
    );
  });

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
      for (const { plus, joint, points } of lay(journey).lines) {
        expect(liesOn(plus, points)).toBe(true);
        if (joint) expect(liesOn(joint.plus, points)).toBe(true);
      }
  });

  test("words may be as wide as they have room, and a line higher, and stand on nothing else", () => {
    for (const journey of journeys) {
      const { boxes, lines } = lay(journey);
      const words = lines.flatMap(({ label, link }): Box[] => {
        if (!label) return [];
        const { room, x, y, height } = label;
        return [{ step: link.outlet, x: x - room / 2, y, width: room, height: height + 20 }];
      });
      for (const [number, word] of words.entries())
        for (const other of [...words.slice(number + 1), ...boxes])
          expect(overlap(word, other)).toBe(false);
    }
  });

  test("a count beside a place for adding stands on nothing else", () => {
    for (const journey of journeys) {
      const { boxes, lines } = lay(journey);
      const places = lines.flatMap(({ plus, joint }) => (joint ? [plus, joint.plus] : [plus]));
      const around = ([x, y]: Point, left: number, width: number, half: number): Box => ({
        step: `${x}/${y}`,
        x: x + left,
        y: y - half,
        width,
        height: 2 * half,
      });
      const words = lines.flatMap(({ label }): Box[] =>
        label ? [{ ...label, step: "", x: label.x - label.width / 2 }] : [],
      );
      const others = [...boxes, ...words, ...places.map((place) => around(place, -11, 22, 11))];
      const counts = lines.map(({ plus }) => around(plus, 16, 48, 8));
      expect(counts.filter((count) => others.some((other) => overlap(count, other)))).toEqual([]);
    }
  });

  test("where lines meet is one place for all of them, below every other", () => {
    for (const journey of journeys) {
      const { lines } = lay(journey);
      const arriving = (target: string) =>
        lines.filter(({ link }) => link.target === target && !link.back);
      for (const step of Object.keys(journey.steps)) {
        const joints = arriving(step).filter(({ joint }) => joint);
        expect(joints).toHaveLength(arriving(step).length > 1 ? 1 : 0);
        for (const { link, joint } of joints) {
          const met = [link, ...(joint?.beside ?? [])];
          expect(new Set(met)).toEqual(new Set(arriving(step).map((line) => line.link)));
          for (const { plus } of arriving(step)) expect(joint?.plus[1]).toBeGreaterThan(plus[1]);
        }
      }
    }
  });
});

test("a lane that is nearly in the middle goes straight down", () => {
  /** How it broke: where one of three answers was longer, the line of the second had a kink of a few pixels. */
  const when = { trait: "account.plan", is: "pro" };
  const way = (id: string) => ({ id, when, next: "done" });
  const lines = lay({
    ...parting,
    start: "ask",
    steps: {
      ask: { type: "branch", cases: [way("b"), way("a")], otherwise: "done" },
      done: { type: "exit" },
    },
  }).lines;
  const second = lines.find(({ link }) => link.outlet === "a");
  expect([...new Set(second?.points.map(([x]) => x))]).toEqual([0]);
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
