/** Moves what is looked at to elsewhere, smoothly, and gives way to whoever moves it meanwhile. */

import { isSame, type View } from "./view";

interface Looked {
  getViewport: () => View;
  setViewport: (view: View) => unknown;
}

const MILLISECONDS = 200;

/** There is one canvas on a page. */
let frame = 0;
let goal: View | null = null;

/** Where it is led to while it glides, else where it stands. */
export const ledTo = (flow: Looked): View => goal ?? flow.getViewport();

export function halt(): void {
  cancelAnimationFrame(frame);
  goal = null;
}

/** Ends where it is wanted, to the letter; those who want no motion are there at once. */
export function glide(flow: Looked, to: View): void {
  halt();
  goal = to;
  const from = flow.getViewport();
  const began = performance.now();
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let last = from;
  const step = (now: number) => {
    // Somebody else has moved it.
    if (!isSame(flow.getViewport(), last)) return halt();
    const part = still ? 1 : Math.min(1, Math.max(0, (now - began) / MILLISECONDS));
    last = part < 1 ? between(from, to, part * (2 - part)) : to;
    flow.setViewport(last);
    if (part < 1) frame = requestAnimationFrame(step);
    else goal = null;
  };
  step(began);
}

const between = (from: View, to: View, part: number): View => ({
  x: from.x + (to.x - from.x) * part,
  y: from.y + (to.y - from.y) * part,
  zoom: from.zoom + (to.zoom - from.zoom) * part,
});
