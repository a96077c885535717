/** Which part of the canvas is in sight. Of a long journey, only that is drawn. */

import { useStore } from "@xyflow/react";
import type { StepId } from "@/definition/types";
import type { Box, Layout, Line } from "@/model/layout";

/** In pixels of the canvas at its natural size. */
export interface Sight {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Sight grows by whole tiles, so that moving the canvas a little draws nothing anew. */
const TILE = 320;

interface View {
  transform: readonly [x: number, y: number, zoom: number];
  width: number;
  height: number;
}

/** The part in sight, in whole tiles, with one around it. */
export function sightOf({ transform: [x, y, zoom], width, height }: View): Sight {
  const down = (length: number) => (Math.floor(length / zoom / TILE) - 1) * TILE;
  const up = (length: number) => (Math.ceil(length / zoom / TILE) + 1) * TILE;
  return { left: down(-x), top: down(-y), right: up(width - x), bottom: up(height - y) };
}

export function useSight(): Sight {
  return useStore(
    // Before it is measured, the canvas is taken to be as large as the window.
    ({ transform, width, height }) =>
      sightOf({ transform, width: width || innerWidth, height: height || innerHeight }),
    (one, other) =>
      one.left === other.left &&
      one.top === other.top &&
      one.right === other.right &&
      one.bottom === other.bottom,
  );
}

/** What of the layout is in sight, with the steps at both ends of every line that is. */
export function within(
  layout: Layout,
  sight: Sight,
  kept: StepId | null,
): Pick<Layout, "boxes" | "lines"> {
  const lines = layout.lines.filter((line) => lineSeen(line, sight));
  const ends = new Set(lines.flatMap(({ link }) => [link.source, link.target]));
  const boxes = layout.boxes.filter(
    (box) => box.step === kept || ends.has(box.step) || boxSeen(box, sight),
  );
  return { boxes, lines };
}

const boxSeen = (box: Box, sight: Sight): boolean =>
  box.x < sight.right &&
  box.x + box.width > sight.left &&
  box.y < sight.bottom &&
  box.y + box.height > sight.top;

/** Lines run straight down and across: what lies between their corners is what they take. */
function lineSeen({ points }: Line, sight: Sight): boolean {
  const right = points.some((point) => point[0] > sight.left);
  const left = points.some((point) => point[0] < sight.right);
  const below = points.some((point) => point[1] > sight.top);
  return right && left && below && points.some((point) => point[1] < sight.bottom);
}
