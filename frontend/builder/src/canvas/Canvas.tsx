/** The journey as a drawing one can edit. What it shows comes from `elements.ts`; here it moves. */

import "@xyflow/react/dist/base.css";
import { type NodeChange, ReactFlow, useStore } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useState } from "react";
import * as commands from "@/app/commands";
import { useBuilder, useJourney } from "@/app/context";
import { ENTRY } from "@/definition/links";
import type { StepId } from "@/definition/types";
import { useStored } from "@/state/store";
import { Controls, SMALLEST } from "./Controls";
import type { StepNode as Node } from "./elements";
import { Focus, remembered } from "./Focus";
import { LinkEdge } from "./LinkEdge";
import { CanvasMap } from "./Map";
import { Palette } from "./Palette";
import { type Spot, StepMenu, spotOf } from "./StepMenu";
import { StepNode } from "./StepNode";
import { droppedOn, nearestSlot, slotsFor } from "./slots";
import { useElements } from "./useElements";

const NODES = { step: StepNode };
const EDGES = { link: LinkEdge };
/** From so many steps on there is a map, and only what is in sight is drawn. */
const LONG = 40;
/** Smaller than so, sentences could not be read. */
const FAR = 0.5;
/** Smaller than so, what is small anyway could not be hit. */
const SMALL = 0.75;
/** From dot to dot. */
const GAP = 24;

export function Canvas() {
  const builder = useBuilder();
  const { selection, dragging, panels, page, announcer } = builder;
  const near = useStore(({ transform: [, , zoom] }) => nearness(zoom));
  const long = useJourney((journey) => Object.keys(journey.steps).length > LONG);
  const [dragged, setDragged] = useState<{ id: string; position: { x: number; y: number } }>();
  const [menu, setMenu] = useState<Spot>();
  const elements = useElements(long, dragged ? stepOf(dragged.id) : null);
  const steps = useStored(selection, (state) => state.steps);
  const nodes = useMemo(
    () =>
      elements.nodes.map((node) => {
        const selected = steps.has(node.data.id);
        const position = dragged?.id === node.id ? dragged.position : undefined;
        if (!selected && !position) return node;
        return { ...node, selected, ...(position ? { position, zIndex: 1000 } : {}) };
      }),
    [elements.nodes, steps, dragged],
  );
  const changed = useCallback(
    (changes: NodeChange<Node>[]) => {
      for (const change of changes)
        if (change.type === "position" && change.position && dragging.getState())
          setDragged({ id: change.id, position: change.position });
      const chosen = changes.filter((change) => change.type === "select");
      if (chosen.length === 0) return;
      const next = new Set(selection.getState().steps);
      for (const change of chosen) {
        const id = stepOf(change.id);
        if (change.selected) next.add(id);
        else next.delete(id);
      }
      if (next.size === 1) {
        selection.choose([...next][0] ?? null);
        panels.open("form");
      } else selection.chooseAll(next);
    },
    [selection, panels, dragging],
  );
  const held = dragged !== undefined;
  useEffect(() => {
    if (!held) return;
    const putBack = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      dragging.set(() => null);
      setDragged(undefined);
      announcer.say("It stays where it was.");
    };
    window.addEventListener("keydown", putBack, { capture: true });
    return () => window.removeEventListener("keydown", putBack, { capture: true });
  }, [held, dragging, announcer]);
  const gone = useJourney(({ steps }) => held && !Object.hasOwn(steps, stepOf(dragged.id)));
  useEffect(() => {
    if (!gone) return;
    dragging.set(() => null);
    setDragged(undefined);
    announcer.show("The step you were moving has just been removed.");
  }, [gone, dragging, announcer]);
  const { edges, layout } = elements;
  return (
    <div className={`b-canvas ${near}`}>
      <ReactFlow<Node, (typeof edges)[number]>
        nodes={nodes}
        edges={edges}
        nodeTypes={NODES}
        edgeTypes={EDGES}
        onNodesChange={changed}
        onNodeClick={({ shiftKey, metaKey, ctrlKey }, { data }) => {
          if (shiftKey || metaKey || ctrlKey) return;
          // Also of what is chosen already, with others or while another panel is open.
          selection.choose(data.id);
          panels.open("form");
        }}
        onNodeContextMenu={(event, { data: { id } }) => {
          if (id === ENTRY) return;
          event.preventDefault();
          if (!steps.has(id)) selection.choose(id);
          setMenu(spotOf(event));
        }}
        onPaneClick={() => selection.choose(null)}
        onNodeDragStart={(_, node) => {
          const step = node.data.id;
          const slots = slotsFor(builder.document.journey(), layout.lines, step);
          dragging.set(() => ({ what: { step }, slots, over: null }));
        }}
        onNodeDrag={(_, node) => {
          const x = node.position.x + (node.width ?? 0) / 2;
          dragging.set((now) => {
            const over = now && nearestSlot(layout.lines, now.slots, x, node.position.y);
            return now && { ...now, over };
          });
        }}
        onNodeDragStop={(_, node) => {
          const slot = droppedOn(dragging);
          setDragged(undefined);
          if (slot) commands.move(builder, node.data.id, slot);
        }}
        nodesDraggable={!builder.readOnly}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        edgesReconnectable={false}
        deleteKeyCode={null}
        selectionKeyCode="Shift"
        multiSelectionKeyCode={["Shift", "Meta", "Control"]}
        disableKeyboardA11y
        autoPanOnNodeDrag
        nodeDragThreshold={6}
        panOnScroll
        zoomOnDoubleClick={false}
        minZoom={SMALLEST}
        maxZoom={1.6}
        defaultViewport={remembered(page.journey) ?? { x: 0, y: 0, zoom: 1 }}
        proOptions={{ hideAttribution: true }}
        aria-label="The journey as a drawing"
      >
        <Arrows />
        <Dots />
        <Focus layout={layout} />
        <Palette lines={layout.lines} />
        <Controls layout={layout} />
        {long && <CanvasMap layout={layout} />}
      </ReactFlow>
      {menu && <StepMenu at={menu} close={() => setMenu(undefined)} />}
    </div>
  );
}

/** Behind the journey, so that it is seen to move. */
function Dots() {
  const [x, y, zoom] = useStore(({ transform }) => transform);
  const style = {
    backgroundPosition: `${x}px ${y}px`,
    backgroundSize: `${GAP * zoom}px ${GAP * zoom}px`,
  };
  return <div className="b-dots" style={style} />;
}

function nearness(zoom: number): string {
  if (zoom < FAR) return "b-far";
  return zoom < SMALL ? "b-small" : "";
}

const stepOf = (node: string): StepId => (node === "entry" ? ENTRY : node.slice("step/".length));

function Arrows() {
  return (
    <svg className="b-arrows" aria-hidden="true">
      <defs>
        {["b-arrow", "b-arrow-lit"].map((id) => (
          <marker
            key={id}
            id={id}
            viewBox="0 0 8 8"
            refX="6.5"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto"
          >
            <path d="M1 1l6 3-6 3" />
          </marker>
        ))}
      </defs>
    </svg>
  );
}
