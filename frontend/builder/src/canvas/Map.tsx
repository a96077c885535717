/**
 * The whole journey, small, beside the canvas: to see where one is, and to go elsewhere. A journey
 * too long to be seen whole slides along as one moves. It is for pointers; who uses keys has the
 * outline and the search.
 */

import { Panel, useReactFlow, useStore } from "@xyflow/react";
import { memo, type PointerEvent, useDeferredValue, useMemo } from "react";
import { useBuilder } from "@/app/context";
import { ENTRY } from "@/definition/links";
import type { Box, Layout } from "@/model/layout";
import { isWrong } from "@/model/problem";
import { useStored } from "@/state/store";

/** Pixels of the screen. */
const WIDTH = 132;
const HEIGHT = 220;
/** Narrower than so, nothing could be told apart. */
const NARROWEST = 44;
const MARGIN = 60;

export const CanvasMap = memo(function CanvasMap({ layout: newest }: { layout: Layout }) {
  // Once the drawing itself shows what was edited.
  const layout = useDeferredValue(newest);
  const flow = useReactFlow();
  const { findings, selection } = useBuilder();
  const problems = useStored(findings, (state) => state);
  const chosen = useStored(selection, (state) => state.steps);
  const [x, y, zoom] = useStore((state) => state.transform);
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const wrong = useMemo(
    () => new Set(problems.filter(isWrong).map(({ step }) => step ?? ENTRY)),
    [problems],
  );
  const steps = useMemo(() => outline(layout.boxes), [layout]);
  const whole = {
    left: layout.left - MARGIN,
    width: layout.right - layout.left + 2 * MARGIN,
    height: layout.height + 2 * MARGIN,
  };
  const scale = Math.max(
    Math.min(WIDTH / whole.width, HEIGHT / whole.height),
    Math.min(WIDTH, NARROWEST) / whole.width,
  );
  const shown = {
    width: Math.min(WIDTH, whole.width * scale),
    height: Math.min(HEIGHT, whole.height * scale),
  };
  const view = { left: -x / zoom, top: -y / zoom, width: width / zoom, height: height / zoom };
  const tall = shown.height / scale;
  const passed = Math.min(1, Math.max(0, (view.top + MARGIN) / (whole.height - view.height)));
  const top = -MARGIN + (whole.height > tall ? passed * (whole.height - tall) : 0);

  const go = (event: PointerEvent<SVGSVGElement>) => {
    const { left, top: above } = event.currentTarget.getBoundingClientRect();
    const to = [(event.clientX - left) / scale + whole.left, (event.clientY - above) / scale + top];
    void flow.setCenter(to[0] ?? 0, to[1] ?? 0, { zoom });
  };
  return (
    <Panel position="bottom-right" className="b-map">
      <svg
        width={shown.width}
        height={shown.height}
        viewBox={`${whole.left} ${top} ${shown.width / scale} ${tall}`}
        role="img"
        aria-label="The whole journey, small"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          go(event);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) go(event);
        }}
      >
        <path className="b-map-steps" d={steps} />
        <path
          className="b-map-wrong"
          d={outline(layout.boxes.filter(({ step }) => wrong.has(step)))}
        />
        <path
          className="b-map-chosen"
          d={outline(layout.boxes.filter(({ step }) => chosen.has(step)))}
        />
        <rect
          className="b-map-view"
          x={view.left}
          y={view.top}
          width={view.width}
          height={view.height}
          vectorEffect="non-scaling-stroke"
        />
      </svg>
    </Panel>
  );
});

/** One path for all boxes: hundreds of elements would each have to be drawn anew by every edit. */
const outline = (boxes: readonly Box[]): string =>
  boxes.map((box) => `M${box.x} ${box.y}h${box.width}v${box.height}h${-box.width}z`).join("");
