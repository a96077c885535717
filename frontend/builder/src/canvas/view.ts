/** Where the drawing stands in its pane: what is in the middle, and what is in sight. */

import type { Box } from "@/model/layout";

/** How far the drawing is moved, in pixels of the screen, and how large it is. */
export interface View {
  x: number;
  y: number;
  zoom: number;
}

export interface Pane {
  width: number;
  height: number;
}

/** Pixels that stay free at the edges of the pane. */
interface Room {
  beside: number;
  above: number;
  below: number;
}

/** Below there is room for where it goes on, clear of what lies over the canvas there. */
const ROOMY: Room = { beside: 24, above: 16, below: 110 };
const CLOSE: Room = { beside: 8, above: 8, below: 8 };

/** What of the drawing is in the middle of the pane, from side to side. */
export const middleOf = ({ x, zoom }: View, width: number): number => (width / 2 - x) / zoom;

/** How wide the pane is in whose middle this is. */
export const widthOf = ({ x, zoom }: View, middle: number): number => 2 * (middle * zoom + x);

/** Downwards it stays where it is: a journey is seen from its beginning. */
export const centred = (view: View, middle: number, width: number): View => ({
  ...view,
  x: width / 2 - middle * view.zoom,
});

/**
 * Moved as little as it takes to see the step whole; one that was out of sight comes to the middle.
 * What is `held` by the pointer stays under it, if it is whole.
 */
export function seeing(view: View, box: Box, pane: Pane, held: boolean): View {
  const { x, y, zoom } = view;
  const { beside, above, below } = held ? CLOSE : ROOMY;
  const [left, right] = [box.x * zoom + x, (box.x + box.width) * zoom + x];
  const [top, bottom] = [box.y * zoom + y, (box.y + box.height) * zoom + y];
  const isWhole = left >= 0 && right <= pane.width;
  const isHidden = right <= 0 || left >= pane.width;
  const across = isHidden
    ? (pane.width - left - right) / 2
    : least(left, right, beside, pane.width - beside);
  // Held, it is moved only when it is cut.
  const isHigh = top >= 0 && bottom <= pane.height;
  const down = held && isHigh ? 0 : least(top, bottom, above, pane.height - below);
  return { zoom, x: isWhole ? x : x + across, y: y + down };
}

/** How far it is moved to lie between two edges; what is larger than that begins at the first. */
function least(from: number, to: number, low: number, high: number): number {
  if (from < low) return low - from;
  return to > high ? Math.max(high - to, low - from) : 0;
}

/** Nearer than could be seen. */
export const isSame = (one: View, other: View): boolean =>
  Math.abs(one.x - other.x) < 0.5 &&
  Math.abs(one.y - other.y) < 0.5 &&
  Math.abs(one.zoom - other.zoom) < 0.001;
