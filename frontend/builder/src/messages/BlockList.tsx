/** Blocks, one below the other: added anywhere, moved by hand and by keys, taken away. */

import { type PointerEvent, useEffect, useRef, useState } from "react";
import type { Block } from "@/definition/templates";
import { focusIn } from "@/parts/Field";
import { Icon } from "@/parts/Icon";
import { Menu } from "@/parts/Menu";
import { actsOnRow } from "@/parts/Rows";
import { useScope, Within } from "@/parts/scope";
import { BLOCKS, BlockForm } from "./BlockForm";
import { type Kept, keptFor, movedTo, placeFor } from "./blocks";
import "./blocks.css";

const nameOf = ({ type }: Block): string => BLOCKS[type].name;

interface BlockListProps {
  label: string;
  blocks: readonly Block[];
  change: (blocks: Block[]) => void;
  /** Whether they stand in a column, which holds no columns. */
  within?: boolean;
}

export function BlockList({ label, blocks, change, within = false }: BlockListProps) {
  const { readOnly } = useScope();
  const list = useRef<HTMLOListElement>(null);
  const [kept, setKept] = useState<Kept<Block>>(() => keptFor({ blocks: [], keys: [] }, blocks));
  const { keys } = kept.blocks === blocks ? kept : keptFor(kept, blocks);
  if (kept.blocks !== blocks) setKept({ blocks, keys });
  /** What gets the focus once it is drawn: a block, or what had it before. */
  const [wanted, setWanted] = useState<number | HTMLElement | null>(null);
  const [told, setTold] = useState("");
  useEffect(() => {
    if (wanted === null) return;
    if (typeof wanted === "number") {
      const block = list.current?.children[wanted];
      // A line has nothing in it that is written.
      block?.querySelector<HTMLElement>(".b-block-grip")?.focus();
      focusIn(block?.querySelector(".b-rows-content"));
    } else wanted.focus();
    document.activeElement?.closest(".b-rows-line")?.scrollIntoView({ block: "nearest" });
    setWanted(null);
  }, [wanted]);

  const count = blocks.length;
  const move = (from: number, to: number) => {
    const block = blocks[from];
    if (!block || to < 0 || to >= count || to === from) return;
    const held = document.activeElement;
    change(movedTo(blocks, from, to));
    setTold(`${nameOf(block)} is now block ${to + 1} of ${count}.`);
    const isWithin = list.current?.children[from]?.contains(held);
    setWanted(isWithin && held instanceof HTMLElement ? held : to);
  };
  const add = (type: Block["type"], at: number) => {
    change(blocks.toSpliced(at, 0, BLOCKS[type].make()));
    setTold(`${BLOCKS[type].name} added as block ${at + 1} of ${count + 1}.`);
    setWanted(at);
  };
  const remove = (at: number) => {
    change(blocks.toSpliced(at, 1));
    setTold(`${blocks.slice(at, at + 1).map(nameOf)} taken away.`);
    setWanted(Math.min(at, count - 2));
  };
  const drag = useDragging(list, move);
  const kinds = (Object.keys(BLOCKS) as Block["type"][]).filter(
    (type) => !within || type !== "columns",
  );

  return (
    <fieldset className="b-group">
      <legend>{label}</legend>
      <ol className="b-rows b-blocks" ref={list}>
        {blocks.map((block, number) => {
          const name = `${nameOf(block).toLowerCase()}, block ${number + 1}`;
          return (
            <li
              key={keys[number]}
              className="b-rows-line"
              data-dragged={drag.from === number || undefined}
              data-goes={drag.shownAt(number)}
              onKeyDown={(event) => {
                const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
                if (!event.altKey || by === undefined || readOnly) return;
                event.preventDefault();
                event.stopPropagation();
                move(number, number + by);
              }}
            >
              {!readOnly && (
                <div className="b-block-between">
                  <Menu
                    label={`Add a block above ${name}`}
                    face={{ className: "b-block-add", content: <Icon name="plus" size={12} /> }}
                    items={kinds.map((type) => ({
                      label: BLOCKS[type].name,
                      does: () => add(type, number),
                    }))}
                  />
                </div>
              )}
              {!readOnly && count > 1 && (
                <button
                  type="button"
                  className="b-block-grip"
                  aria-label={`Move ${name}`}
                  title="Drag it to move it, or press an arrow up or down"
                  onKeyDown={(event) => {
                    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
                    if (event.altKey || by === undefined) return;
                    event.preventDefault();
                    move(number, number + by);
                  }}
                  {...drag.of(number)}
                >
                  <svg viewBox="0 0 8 14" width="8" height="14" aria-hidden="true">
                    <path d="M1 1h1v1H1zM6 1h1v1H6zM1 6h1v1H1zM6 6h1v1H6zM1 11h1v1H1zM6 11h1v1H6z" />
                  </svg>
                </button>
              )}
              <div className="b-rows-content">
                <Within path={within ? String(number) : `blocks.${number}`}>
                  <p className="b-form-kind">{nameOf(block)}</p>
                  <BlockForm
                    block={block}
                    change={(now) => change(blocks.toSpliced(number, 1, now))}
                  />
                </Within>
              </div>
              {!readOnly && count > 1 && (
                <Menu label={`More for ${name}`} items={actsOnRow(number, count, move, remove)} />
              )}
            </li>
          );
        })}
      </ol>
      {!readOnly && (
        // biome-ignore lint/a11y/useSemanticElements: these are buttons, not fields
        <div className="b-block-kinds" role="group" aria-label="Add a block">
          <span className="b-hint">Add</span>
          {kinds.map((type) => (
            <button key={type} type="button" className="b-tool" onClick={() => add(type, count)}>
              {BLOCKS[type].name}
            </button>
          ))}
        </div>
      )}
      <p className="unseen" role="status">
        {told}
      </p>
    </fieldset>
  );
}

/** How near to the edge of what scrolls it goes on by itself, and how far at once, in pixels. */
const EDGE = 48;
const STRIDE = 12;

/** Blocks that are dragged by their grips. Escape leaves them where they were. */
function useDragging(
  list: { current: HTMLOListElement | null },
  move: (from: number, to: number) => void,
) {
  const [dragged, setDragged] = useState<{ from: number; to: number } | null>(null);
  useEffect(() => {
    if (!dragged) return;
    const leave = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      setDragged(null);
    };
    window.addEventListener("keydown", leave, { capture: true });
    return () => window.removeEventListener("keydown", leave, { capture: true });
  }, [dragged]);
  const over = ({ clientY }: PointerEvent) => {
    const scrolls = list.current?.closest(".b-dialog-body, dialog");
    const { top = 0, bottom = 0 } = scrolls?.getBoundingClientRect() ?? {};
    if (clientY < top + EDGE) scrolls?.scrollBy(0, -STRIDE);
    else if (clientY > bottom - EDGE) scrolls?.scrollBy(0, STRIDE);
    const boxes = [...(list.current?.children ?? [])].map((each) => each.getBoundingClientRect());
    setDragged((now) => now && { ...now, to: placeFor(boxes, now.from, clientY) });
  };
  return {
    from: dragged?.from,
    /** On which side of this one it would come to stand. */
    shownAt: (number: number) =>
      dragged && dragged.to === number && dragged.to !== dragged.from
        ? dragged.to < dragged.from
          ? "above"
          : "below"
        : undefined,
    of: (number: number) => ({
      onPointerDown: (event: PointerEvent) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragged({ from: number, to: number });
      },
      onPointerMove: (event: PointerEvent) => {
        if (dragged) over(event);
      },
      onPointerUp: () => {
        setDragged(null);
        if (dragged) move(dragged.from, dragged.to);
      },
      onPointerCancel: () => setDragged(null),
    }),
  };
}
