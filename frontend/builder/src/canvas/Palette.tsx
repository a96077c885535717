/** The steps there are, to be dragged onto the canvas. */

import { Panel, useReactFlow } from "@xyflow/react";
import { useCallback, useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import * as commands from "@/app/commands";
import { useBuilder } from "@/app/context";
import type { Line } from "@/model/layout";
import { Icon } from "@/parts/Icon";
import { walk } from "@/parts/walking";
import { GROUPS, MENU, type MenuLine } from "@/steps";
import { droppedOn, nearestSlot, slotsFor } from "./slots";

/** How near to the border the canvas begins to move, and by how much each frame, in pixels. */
const BORDER = 60;
const STRIDE = 14;

interface Held {
  line: MenuLine;
  x: number;
  y: number;
}

export function Palette({ lines }: { lines: readonly Line[] }) {
  const builder = useBuilder();
  const toggle = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  /** Where Tab comes to; from there arrows lead. */
  const [at, setAt] = useState(MENU[0]?.id);
  const [held, setHeld] = useState<Held | null>(null);
  const drop = useCallback(() => setHeld(null), []);
  if (builder.readOnly) return null;
  return (
    <Panel
      position="top-left"
      className="b-palette"
      onKeyDown={(event) => {
        const lines = list.current?.querySelectorAll<HTMLElement>("button") ?? [];
        if (event.target !== toggle.current && walk(event, [...lines])) return;
        if (event.key !== "Escape" || !open) return;
        setOpen(false);
        toggle.current?.focus();
      }}
    >
      <button
        ref={toggle}
        type="button"
        className="b-palette-toggle"
        aria-expanded={open}
        onClick={(event) => {
          setOpen(!open);
          // By keys one goes on in the list.
          if (event.detail === 0)
            requestAnimationFrame(() =>
              list.current?.querySelector<HTMLElement>("[tabindex='0']")?.focus(),
            );
        }}
      >
        <Icon name={open ? "close" : "plus"} />
        Steps
      </button>
      {open && (
        <div
          ref={list}
          className="b-palette-list"
          role="toolbar"
          aria-label="Steps to add"
          aria-orientation="vertical"
        >
          <p className="b-hint">Drag one onto a line. Enter adds it below the chosen step.</p>
          {GROUPS.map(({ group, name }) => (
            // biome-ignore lint/a11y/useSemanticElements: these are buttons, not fields
            <div key={group} role="group" aria-label={name}>
              <h3>{name}</h3>
              {MENU.filter((line) => line.group === group).map((line) => (
                <button
                  key={line.id}
                  type="button"
                  className="b-palette-line"
                  tabIndex={line.id === at ? 0 : -1}
                  onFocus={() => setAt(line.id)}
                  title={line.description}
                  onClick={({ detail }) => {
                    // By the pointer it is dragged.
                    const place = detail === 0 && commands.placeHere(builder);
                    if (place) commands.add(builder, place.link, line, place.beside);
                  }}
                  onPointerDown={(event) => {
                    event.currentTarget.setPointerCapture(event.pointerId);
                    setHeld({ line, x: event.clientX, y: event.clientY });
                  }}
                >
                  <Icon name={line.icon} />
                  {line.name}
                </button>
              ))}
            </div>
          ))}
        </div>
      )}
      {held && <Carried held={held} lines={lines} drop={drop} />}
    </Panel>
  );
}

/** What is held follows the pointer, and is put where it is let go. */
function Carried({ held, lines, drop }: { held: Held; lines: readonly Line[]; drop: () => void }) {
  const builder = useBuilder();
  const { dragging, document: doc } = builder;
  const flow = useReactFlow();
  const [at, setAt] = useState({ x: held.x, y: held.y });
  useEffect(() => {
    const slots = slotsFor(doc.journey(), lines, null);
    dragging.set(() => ({ what: { line: held.line.id }, slots, over: null }));
    let pointer = { x: held.x, y: held.y };
    const look = () => {
      const { x, y } = flow.screenToFlowPosition(pointer);
      dragging.set((now) => now && { ...now, over: nearestSlot(lines, slots, x, y) });
    };
    const moved = (event: PointerEvent) => {
      pointer = { x: event.clientX, y: event.clientY };
      setAt(pointer);
      look();
    };
    const letGo = () => {
      const slot = droppedOn(dragging);
      drop();
      if (slot) commands.add(builder, slot.link, held.line, slot.beside);
    };
    const cancelled = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      dragging.set(() => null);
      drop();
    };
    // What is taken at the border stays where it is looked at, until it has come further in.
    let away = false;
    let frame = requestAnimationFrame(function pan() {
      const by = strideAt(pointer);
      away ||= by === null;
      if (by && away) {
        const view = flow.getViewport();
        void flow.setViewport({ ...view, x: view.x + by.x, y: view.y + by.y });
        look();
      }
      frame = requestAnimationFrame(pan);
    });
    window.addEventListener("pointermove", moved);
    window.addEventListener("pointerup", letGo);
    window.addEventListener("keydown", cancelled);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener("pointermove", moved);
      window.removeEventListener("pointerup", letGo);
      window.removeEventListener("keydown", cancelled);
    };
  }, [builder, doc, dragging, drop, flow, held, lines]);
  return createPortal(
    <span className="b-carried" style={{ transform: `translate(${at.x + 8}px, ${at.y + 8}px)` }}>
      <Icon name={held.line.icon} />
      {held.line.name}
    </span>,
    document.body,
  );
}

function strideAt({ x, y }: { x: number; y: number }): { x: number; y: number } | null {
  const pane = document.querySelector(".b-canvas")?.getBoundingClientRect();
  if (!pane || x < pane.left || x > pane.right) return null;
  const along = (value: number, from: number, to: number) => {
    if (value < from + BORDER) return STRIDE;
    return value > to - BORDER ? -STRIDE : 0;
  };
  const by = { x: along(x, pane.left, pane.right), y: along(y, pane.top, pane.bottom) };
  return by.x === 0 && by.y === 0 ? null : by;
}
