/** Where one looks at: what is chosen comes into sight, and each journey is found again as it was left. */

import { getViewportForBounds, type Rect, useReactFlow, type Viewport } from "@xyflow/react";
import { useCallback, useEffect, useRef } from "react";
import { useBuilder } from "@/app/context";
import type { StepId } from "@/definition/types";
import type { Box, Layout } from "@/model/layout";
import { useStored } from "@/state/store";

/** Brings what is chosen or looked at into sight, and begins with the way in at the top. */
export function Focus({ layout }: { layout: Layout }) {
  const { left, right } = layout;
  const { selection, overlays, page } = useBuilder();
  const flow = useReactFlow();
  const look = useStored(overlays, (overlay) => overlay?.look ?? null);
  const focus = useStored(selection, (state) => state.focus);
  const first = useRef(true);
  const newest = useRef(layout);
  useEffect(() => {
    newest.current = layout;
  }, [layout]);
  useEffect(() => {
    if (!first.current || remembered(page.journey)) return;
    first.current = false;
    const pane = paneOf();
    if (!pane) return;
    const zoom = Math.min(1, Math.max(0.55, (pane.width - 120) / (right - left)));
    const whole = right - left <= (pane.width - 120) / zoom;
    const middle = whole ? (left + right) / 2 : 0;
    void flow.setViewport({ x: pane.width / 2 - middle * zoom, y: 40, zoom });
  }, [flow, left, right, page.journey]);
  const reveal = useCallback(
    (wanted: StepId | null) => {
      if (wanted === null) return;
      // The canvas has to have taken over what was just added.
      const frame = requestAnimationFrame(() => {
        const box = newest.current.boxes.find(({ step }) => step === wanted);
        const pane = paneOf();
        if (!box || !pane) return;
        const { x, y, zoom } = flow.getViewport();
        const [midX, midY] = [box.x + box.width / 2, box.y + box.height / 2];
        if (zoom < LEGIBLE && isBesideDialog()) {
          void flow.setCenter(midX, midY, { zoom: LEGIBLE, duration: smooth() });
          return;
        }
        const [left, right] = [box.x * zoom + x, (box.x + box.width) * zoom + x];
        const onY = midY * zoom + y;
        const near = 50;
        // Below it there is room for where it goes on, clear of what lies over the canvas there.
        const below = 150;
        const to = {
          x: left > 0 && right < pane.width ? x : pane.width / 2 - midX * zoom,
          y: y + Math.max(0, near - onY) - Math.max(0, onY - (pane.height - below)),
          zoom,
        };
        if (to.x !== x || to.y !== y) void flow.setViewport(to, { duration: smooth() });
      });
      return () => cancelAnimationFrame(frame);
    },
    [flow],
  );
  useEffect(() => reveal(focus), [reveal, focus]);
  useEffect(() => reveal(look), [reveal, look]);
  useWhole(newest);
  return null;
}

/** While an overlay asks for it, all that it marks is in sight; then it is as it was before. */
function useWhole(newest: { current: Layout }): void {
  const { overlays, selection } = useBuilder();
  const flow = useReactFlow();
  const marked = useStored(overlays, (overlay) =>
    overlay?.whole ? [...overlay.steps.keys()].join(" ") : null,
  );
  useEffect(() => {
    if (marked === null) return;
    const steps = new Set(marked.split(" "));
    const before = flow.getViewport();
    const chosen = selection.getState().focus;
    // After what is looked at first has been brought into sight.
    const frame = requestAnimationFrame(() => {
      const there = newest.current.boxes.filter(({ step }) => steps.has(step));
      const pane = paneOf();
      const bounds = around(there);
      if (!pane || !bounds || pane.width < NARROWEST) return;
      const most = Math.max(before.zoom, AT_LEAST);
      const view = getViewportForBounds(bounds, pane.width, pane.height, AT_LEAST, most, AROUND);
      // What cannot be seen whole is seen from its beginning, and above the way in is nothing to see.
      const tall = bounds.height * view.zoom > pane.height;
      const top = tall ? bounds.y : Math.min(...newest.current.boxes.map((box) => box.y));
      const atTop = 48 - top * view.zoom;
      void flow.setViewport({ ...view, y: tall ? atTop : Math.min(view.y, atTop) });
    });
    return () => {
      cancelAnimationFrame(frame);
      if (selection.getState().focus === chosen) void flow.setViewport(before);
    };
  }, [marked, flow, newest, selection]);
}

/** Smaller than so nothing could be read, and in less room nothing is shown. */
const AT_LEAST = 0.3;
const LEGIBLE = 0.7;
const NARROWEST = 240;
/** Clear of the buttons below it. */
const AROUND = { x: "40px", top: "48px", bottom: "80px" } as const;

/** The room of the canvas, on the screen: beside a dialog there is less of it. */
const paneOf = () => document.querySelector(".b-canvas")?.getBoundingClientRect();

/** Whoever is led to a step out of a dialog cannot come nearer by themselves. */
const isBesideDialog = (): boolean => document.querySelector(".b-dialog-side[open]") !== null;

function around(boxes: readonly Box[]): Rect | null {
  if (boxes.length === 0) return null;
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

const smooth = (): number => (matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 200);

const sightKey = (journey: string): string => `onward/sight/${journey}`;

export function remember(journey: string, viewport: Viewport): void {
  sessionStorage.setItem(sightKey(journey), JSON.stringify(viewport));
}

export function remembered(journey: string): Viewport | undefined {
  const text = sessionStorage.getItem(sightKey(journey));
  return text === null ? undefined : (JSON.parse(text) as Viewport);
}
