/**
 * Where one looks at. One rule moves the canvas by itself: what is in the middle stays there when the
 * pane gets narrower or wider, what is chosen is wholly in sight, and what the pointer is on stays
 * under it. What a lower pane has moved is back once that is as high as before. Each journey is found
 * again as it was left.
 */

import {
  getViewportForBounds,
  type Rect,
  useOnViewportChange,
  useReactFlow,
  useStore,
} from "@xyflow/react";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { useBuilder } from "@/app/context";
import type { StepId } from "@/definition/types";
import type { Box, Layout } from "@/model/layout";
import { keepIn } from "@/state/keeping";
import type { Selected } from "@/state/selection";
import { useStored } from "@/state/store";
import { glide, halt, ledTo } from "./gliding";
import { centred, isSame, middleOf, seeing, type View, widthOf } from "./view";

/** Brings what is chosen or looked at into sight, and begins with the way in at the top. */
export function Focus({ layout }: { layout: Layout }) {
  const { left, right } = layout;
  const { selection, overlays, dragging, page } = useBuilder();
  const look = useStored(overlays, (overlay) => overlay?.look ?? null);
  const { focus, outlet } = useStored(selection, (state) => state);
  const dragged = useStored(dragging, (state) => state !== null);
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const first = useRef(true);
  const newest = useRef(layout);
  const canvas = useSteady(newest);
  useLayoutEffect(() => {
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
    canvas.stand({ x: pane.width / 2 - middle * zoom, y: 40, zoom });
  }, [canvas, left, right, page.journey]);
  // Before it is painted: what stays in the middle is not seen to move.
  useLayoutEffect(() => {
    if (width > 0 && height > 0 && !dragged)
      canvas.settle(overlays.getState()?.look ?? selection.getState().focus);
  }, [canvas, width, height, dragged, overlays, selection]);
  const reveal = useCallback(
    (wanted: StepId | null) => {
      if (wanted === null) return;
      // The canvas has to have taken over what was just added.
      const frame = requestAnimationFrame(() => canvas.settle(wanted, true));
      return () => cancelAnimationFrame(frame);
    },
    [canvas],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: another way is seen, too
  useEffect(() => reveal(focus), [reveal, focus, outlet]);
  useEffect(() => reveal(look), [reveal, look]);
  // What was clicked stays under the pointer until that has gone to its form.
  useEffect(() => {
    const gone = ({ relatedTarget: to }: PointerEvent) => {
      if (to instanceof Element && to.closest(".b-panel"))
        canvas.spread(selection.getState().focus);
    };
    const stage = document.getElementById("b-stage");
    stage?.addEventListener("pointerleave", gone);
    return () => stage?.removeEventListener("pointerleave", gone);
  }, [canvas, selection]);
  useWhole(newest, canvas);
  return null;
}

interface Steady {
  /** Be where one should: after the pane has changed, or since the reader was led to a step. */
  settle: (step: StepId | null, led?: boolean) => void;
  /** Show the ways of the step that was clicked, unless one has looked elsewhere since. */
  spread: (step: StepId | null) => void;
  /** Look elsewhere; `middle`: what is meant to be in the middle, if that is not what is. */
  stand: (view: View, middle?: number) => void;
  /** What is looked at. */
  stands: () => { view: View; middle: number };
}

function useSteady(newest: { current: Layout }): Steady {
  const { page, dragging, overlays, selection } = useBuilder();
  const flow = useReactFlow();
  /** For which width the canvas stands where it does. */
  const width = useRef(remembered(page.journey)?.width);
  /** Where it was put, and what was in the middle before: found again when the pane is as before. */
  const put = useRef<{ view: View; middle: number } | null>(null);
  /** How high the pane is; where the canvas was put when that changed, and where it is meant to be. */
  const tall = useRef({ height: 0, put: 0, meant: 0 });
  /** Where the step that was clicked lies under the pointer. */
  const clicked = useRef<View | null>(null);
  const steady = useMemo(() => {
    const isPut = () => put.current !== null && isSame(ledTo(flow), put.current.view);
    const stands = () => {
      const view = ledTo(flow);
      if (put.current && isPut()) return put.current;
      return { view, middle: middleOf(view, width.current ?? paneOf()?.width ?? 0) };
    };
    const stand = (view: View, middle?: number, smooth = false) => {
      width.current = paneOf()?.width;
      put.current = middle === undefined ? null : { view, middle };
      if (smooth) glide(flow, view);
      else {
        halt();
        void flow.setViewport(view);
      }
    };
    const settle = (step: StepId | null, led = false) => {
      const pane = paneOf();
      // What is dragged must not be moved by anybody else.
      if (!pane || dragging.getState()) return;
      const { view, middle } = stands();
      const box = boxOf(newest.current, step, selection.getState());
      if (box && led && view.zoom < LEGIBLE && isBesideDialog()) {
        const near = { ...view, zoom: LEGIBLE };
        const y = pane.height / 2 - (box.y + box.height / 2) * LEGIBLE;
        const to = centred({ ...near, y }, box.x + box.width / 2, pane.width);
        stand(to, undefined, true);
        return;
      }
      const held = isUnderPointer(step);
      clicked.current = null;
      const changed = (width.current ?? pane.width) !== pane.width;
      const { height } = pane;
      const resized = height !== tall.current.height && !led;
      const meant = view.y === tall.current.put ? tall.current.meant : view.y;
      const from = resized && !held ? { ...view, y: meant } : view;
      const kept = changed && !held ? centred(from, middle, pane.width) : from;
      const to = box ? seeing(kept, box, pane, held) : kept;
      if (resized) tall.current = { height, put: to.y, meant };
      if (changed) stand(to, middle, held);
      // By as little as that, one has not left what was in the middle before the pane was narrower.
      else if (!isSame(to, view)) stand(to, isPut() ? middle : undefined, true);
      width.current = pane.width;
      if (held) clicked.current = to;
    };
    const spread = (step: StepId | null) => {
      const pane = paneOf();
      const { view, middle } = stands();
      const whole = pane && step !== null && withWays(newest.current, step);
      if (!whole || !clicked.current || !isSame(view, clicked.current)) return;
      clicked.current = null;
      const [box] = whole;
      // All of it as far as there is room, and the step itself in any case.
      const to = seeing(seeing(view, { ...box, ...around(whole) }, pane, true), box, pane, true);
      if (!isSame(to, view)) stand(to, isPut() ? middle : undefined, true);
    };
    return { settle, spread, stand, stands };
  }, [flow, dragging, newest, selection]);
  useOnViewportChange({
    onEnd: useCallback(() => {
      // What is only looked at for as long as a dialog is open is not where one was.
      if (overlays.getState()?.whole) return;
      const { view, middle } = steady.stands();
      remember(page.journey, { ...view, width: widthOf(view, middle) });
    }, [overlays, page.journey, steady]),
  });
  return steady;
}

/** While an overlay asks for it, all that it marks is in sight; then it is as it was before. */
function useWhole(newest: { current: Layout }, canvas: Steady): void {
  const { overlays, selection } = useBuilder();
  const marked = useStored(overlays, (overlay) =>
    overlay?.whole ? [...overlay.steps.keys()].join(" ") : null,
  );
  useEffect(() => {
    if (marked === null) return;
    const steps = new Set(marked.split(" "));
    const { view: before, middle } = canvas.stands();
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
      canvas.stand({ ...view, y: tall ? atTop : Math.min(view.y, atTop) });
    });
    return () => {
      cancelAnimationFrame(frame);
      const pane = paneOf();
      if (pane && selection.getState().focus === chosen)
        canvas.stand(centred(before, middle, pane.width), middle);
    };
  }, [marked, canvas, newest, selection]);
}

/** Smaller than so nothing could be read, and in less room nothing is shown. */
const AT_LEAST = 0.3;
const LEGIBLE = 0.7;
const NARROWEST = 240;
/** Clear of the buttons below it. */
const AROUND = { x: "40px", top: "48px", bottom: "80px" } as const;

/** The room of the canvas, on the screen: beside a dialog there is less of it. */
const paneOf = () => document.querySelector(".b-canvas")?.getBoundingClientRect();

/** Whether the pointer rests on the step, as when it has just been clicked. */
const isUnderPointer = (step: StepId | null): boolean =>
  step !== null &&
  document.querySelector(`.b-canvas [data-step="${CSS.escape(step)}"]:hover`) !== null;

/** Whoever is led to a step out of a dialog cannot come nearer by themselves. */
const isBesideDialog = (): boolean => document.querySelector(".b-dialog-side[open]") !== null;

/** What is to be seen of a step: the place for adding, where the keys are at one of its ways. */
function boxOf({ boxes, lines }: Layout, step: StepId | null, at: Selected): Box | undefined {
  const way = lines.find(
    ({ link }) => step === at.focus && link.source === step && link.outlet === at.outlet,
  );
  const box = boxes.find((each) => each.step === step);
  if (!way || !box) return box;
  return { ...box, x: way.plus[0] - 40, y: way.plus[1] - 40, width: 80, height: 80 };
}

/** A step whose ways part, and where each of them begins. */
function withWays({ boxes, lines }: Layout, step: StepId): [Box, ...Box[]] | undefined {
  const box = boxes.find((each) => each.step === step);
  const ways = lines.filter(({ link }) => link.source === step && !link.back);
  return box && ways[1]
    ? [box, ...ways.map(({ plus: [x, y] }) => ({ ...box, x: x - box.width / 2, y, height: 200 }))]
    : undefined;
}

function around(boxes: readonly Box[]): Rect | null {
  if (boxes.length === 0) return null;
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

const sightKey = (journey: string): string => `onward/sight/${journey}`;

/** Where one was, and the width of the pane in whose middle is what was meant to be. */
type Seen = View & { width: number };

function remember(journey: string, seen: Seen): void {
  keepIn(sessionStorage, sightKey(journey), JSON.stringify(seen));
}

export function remembered(journey: string): Seen | undefined {
  const text = sessionStorage.getItem(sightKey(journey));
  return text === null ? undefined : (JSON.parse(text) as Seen);
}
