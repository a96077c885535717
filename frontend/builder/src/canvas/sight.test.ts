import { describe, expect, test } from "vitest";
import type { Layout } from "@/model/layout";
import { sightOf, within } from "./sight";

const box = (step: string, y: number) => ({ step, x: -100, y, width: 200, height: 60 });
const line = (source: string, target: string, from: number, to: number) => ({
  link: { source, outlet: "next", target },
  points: [
    [0, from],
    [0, to],
  ] as const,
  plus: [0, from + 20] as const,
  label: null,
  sign: null,
});
const LAYOUT = {
  left: -100,
  right: 100,
  height: 10_060,
  boxes: [box("a", 0), box("b", 200), box("c", 5_000), box("d", 10_000)],
  lines: [
    line("a", "b", 60, 200),
    line("b", "c", 260, 5_000),
    line("c", "d", 5_060, 10_000),
    line("a", "d", 60, 10_000),
  ],
} as unknown as Layout;

describe("what is in sight", () => {
  test("a little movement draws nothing anew", () => {
    const view = { width: 800, height: 600 };
    const before = sightOf({ ...view, transform: [-10, -10, 1] });
    expect(sightOf({ ...view, transform: [-12, -15, 1] })).toEqual(before);
    expect(sightOf({ ...view, transform: [-10, -700, 1] })).not.toEqual(before);
  });

  test("who zooms out sees more", () => {
    const view = { width: 800, height: 600 };
    const far = sightOf({ ...view, transform: [0, 0, 0.1] });
    expect(far.right).toBeGreaterThanOrEqual(8_000);
    expect(far.bottom).toBeGreaterThanOrEqual(6_000);
  });

  test("a line that passes through brings both its ends", () => {
    const sight = { left: -500, right: 500, top: 6_000, bottom: 7_000 };
    const seen = within(LAYOUT, sight, null);
    expect(seen.lines.map(({ link }) => `${link.source}-${link.target}`)).toEqual(["c-d", "a-d"]);
    expect(seen.boxes.map(({ step }) => step)).toEqual(["a", "c", "d"]);
  });

  test("what is held stays, wherever it is", () => {
    const sight = { left: -500, right: 500, top: -500, bottom: 40 };
    expect(within(LAYOUT, sight, "c").boxes.map(({ step }) => step)).toEqual(["a", "c"]);
  });
});
