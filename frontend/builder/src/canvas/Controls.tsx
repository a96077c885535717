/** Zooming, seeing the whole, and showing on which day steps are reached. */

import { getViewportForBounds, Panel, useReactFlow, useStore, useStoreApi } from "@xyflow/react";
import { useBuilder } from "@/app/context";
import type { Layout } from "@/model/layout";
import { Icon } from "@/parts/Icon";
import { useStored } from "@/state/store";

/** As far as the canvas can be zoomed out. */
export const SMALLEST = 0.1;

export function Controls({ layout }: { layout: Layout }) {
  const flow = useReactFlow();
  const store = useStoreApi();
  const { panels } = useBuilder();
  const ruler = useStored(panels, (state) => state.ruler);
  const zoom = useStore((state) => Math.round(state.transform[2] * 100));
  return (
    <Panel position="bottom-left" className="b-controls">
      <button type="button" onClick={() => void flow.zoomOut()} aria-label="Smaller">
        <Icon name="minus" />
      </button>
      <button
        type="button"
        className="b-zoom"
        onClick={() => void flow.zoomTo(1)}
        aria-label={`Zoom: ${zoom} %. Back to full size`}
      >
        {zoom} %
      </button>
      <button type="button" onClick={() => void flow.zoomIn()} aria-label="Larger">
        <Icon name="plus" />
      </button>
      <button
        type="button"
        onClick={() => {
          const { width, height } = store.getState();
          const bounds = whole(layout);
          const view = getViewportForBounds(bounds, width, height, SMALLEST, 1, 0.1);
          // What cannot be seen whole is seen from its beginning.
          const top = bounds.height * view.zoom > height ? 40 : view.y;
          void flow.setViewport({ ...view, y: top });
        }}
        aria-label="See the whole journey"
        title="See the whole journey"
      >
        <Icon name="fit" />
      </button>
      <button
        type="button"
        aria-pressed={ruler}
        onClick={() => panels.rule(!ruler)}
        aria-label="Show on which day each step is reached"
        title="Show on which day each step is reached, before it waits for hours, working days or quiet hours"
      >
        <Icon name="clock" />
      </button>
    </Panel>
  );
}

const whole = ({ left, right, height }: Layout) => ({
  x: left,
  y: 0,
  width: right - left,
  height,
});
