/**
 * How big what is written on the canvas is: drawn once out of sight, in the looks it has there, and
 * remembered by its words. An edit measures what it has changed.
 */

import type { Size } from "@/model/layout";

/** A tag with its class, and what is in it. */
export type Part = readonly [tag: string, name: string, ...inside: (Part | string)[]];

const FONT = "1em Inter";
const MOST_KEPT = 10_000;
const known = new Map<string, Size>();
let board: HTMLElement | undefined;

/** What sizes depend on beside the words: browsers round letters by how large they draw them. */
export const lookNow = (): string =>
  typeof document === "undefined" ? "" : `${devicePixelRatio} ${document.fonts?.check(FONT)}`;

/** Once letters are there to be measured; of whatever is not there after a moment, others are. */
export const lettersThere = (): Promise<unknown> =>
  Promise.race([
    document.fonts.load(FONT).catch(() => null),
    new Promise((done) => setTimeout(done, 1000)),
  ]);

/** Whole pixels, none too few. No size: there is nothing to draw on. */
export function measured(look: string, part: Part): Size {
  const key = `${look} ${JSON.stringify(part)}`;
  const found = known.get(key);
  if (found) return found;
  if (known.size > MOST_KEPT) known.clear();
  const size = sizeOnBoard(part);
  known.set(key, size);
  return size;
}

function sizeOnBoard(part: Part): Size {
  if (typeof document === "undefined") return { width: 0, height: 0 };
  if (!board?.isConnected) {
    board = document.createElement("div");
    board.className = "b-board";
    board.inert = true;
    document.body.append(board);
  }
  const drawn = made(part);
  board.append(drawn);
  const { width, height } = drawn.getBoundingClientRect();
  drawn.remove();
  // What a browser rounds up to the next hundredth is no pixel more.
  return { width: Math.ceil(width - 0.02), height: Math.ceil(height - 0.02) };
}

function made([tag, name, ...inside]: Part): HTMLElement {
  const element = document.createElement(tag);
  element.className = name;
  element.append(...inside.map((each) => (typeof each === "string" ? each : made(each))));
  return element;
}
