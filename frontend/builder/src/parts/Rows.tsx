/** A list whose lines can be added, taken away and put in another order; by keys too. */

import { type ReactNode, useEffect, useRef, useState } from "react";
import { AddButton, IconButton } from "./buttons";
import { focusIn } from "./Field";
import { Menu, type MenuItem } from "./Menu";
import { useScope } from "./scope";

/** What can be done with one of `count` lines, of which `least` must stay. */
export const actsOnRow = (
  number: number,
  count: number,
  move: (from: number, to: number) => void,
  remove: (number: number) => void,
  least = 0,
): MenuItem[] => [
  {
    label: "Move up",
    icon: "up",
    keys: "Alt ↑",
    off: number === 0,
    does: () => move(number, number - 1),
  },
  {
    label: "Move down",
    icon: "down",
    keys: "Alt ↓",
    off: number === count - 1,
    does: () => move(number, number + 1),
  },
  {
    label: "Remove",
    icon: "trash",
    tone: "bad",
    off: count <= least,
    does: () => remove(number),
  },
];

export function Rows<T>({
  label,
  quiet = false,
  rows,
  change,
  draw,
  make,
  add,
  more,
  least = 0,
  keyOf,
  removed,
  nameOf,
  hint,
  boxed = false,
}: {
  label: string;
  quiet?: boolean;
  rows: readonly T[];
  change: (rows: T[]) => void;
  /** `takeOut`: the line takes itself away, and the focus goes to what stands in its place. */
  draw: (row: T, number: number, set: (row: T) => void, takeOut: () => void) => ReactNode;
  /** A new line; left out: none can be added. */
  make?: () => T;
  /** What the button says that adds one. */
  add?: string;
  /** Adds a line where there are several kinds; instead of the button. */
  more?: (add: (row: T) => void) => ReactNode;
  /** So many must stay. */
  least?: number;
  keyOf?: (row: T, number: number) => string;
  /** Instead of taking the line out: for what more has to be done. */
  removed?: (number: number) => void;
  /** What a line is called where it is moved or taken away. */
  nameOf?: (row: T, number: number) => string;
  hint?: ReactNode;
  /** Whether each line is a form of its own. */
  boxed?: boolean;
}) {
  const { readOnly } = useScope();
  const box = useRef<HTMLFieldSetElement>(null);
  // The line that gets the focus once it is drawn; where there is none left, what adds one.
  const [wanted, setWanted] = useState<number | null>(null);
  useEffect(() => {
    if (wanted === null) return;
    focusIn(box.current?.querySelector(":scope > ol")?.children[wanted] ?? box.current);
    setWanted(null);
  }, [wanted]);
  const swap = (from: number, to: number) => {
    if (to < 0 || to >= rows.length) return;
    const next = [...rows];
    const [row] = next.splice(from, 1);
    if (row !== undefined) next.splice(to, 0, row);
    change(next);
    setWanted(to);
  };
  const append = (row: T) => {
    change([...rows, row]);
    setWanted(rows.length);
  };
  const remove = (number: number) => {
    if (removed) removed(number);
    else change(rows.filter((_, place) => place !== number));
    setWanted(Math.min(number, rows.length - 2));
  };
  return (
    <fieldset className="b-group" ref={box}>
      <legend className={quiet ? "unseen" : undefined}>{label}</legend>
      {hint && <p className="b-hint">{hint}</p>}
      {rows.length > 0 && (
        <ol className={boxed ? "b-rows b-rows-boxed" : "b-rows"}>
          {rows.map((row, number) => {
            const name = nameOf?.(row, number) ?? `line ${number + 1}`;
            return (
              <li
                key={keyOf?.(row, number) ?? number}
                className="b-rows-line"
                onKeyDown={(event) => {
                  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
                  if (!event.altKey || by === undefined || readOnly) return;
                  event.preventDefault();
                  event.stopPropagation();
                  swap(number, number + by);
                }}
              >
                <div className="b-rows-content">
                  {draw(
                    row,
                    number,
                    (now) => change(rows.map((each, place) => (place === number ? now : each))),
                    () => remove(number),
                  )}
                </div>
                {!readOnly &&
                  (rows.length > 1 ? (
                    <Menu
                      label={`More for ${name}`}
                      items={actsOnRow(number, rows.length, swap, remove, least)}
                    />
                  ) : (
                    rows.length > least && (
                      <IconButton
                        label={`Remove ${name}`}
                        icon="trash"
                        act={() => remove(number)}
                      />
                    )
                  ))}
              </li>
            );
          })}
        </ol>
      )}
      {make && !readOnly && <AddButton act={() => append(make())}>{add ?? "Add"}</AddButton>}
      {!readOnly && more?.(append)}
    </fieldset>
  );
}
