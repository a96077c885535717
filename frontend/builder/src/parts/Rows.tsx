/** A list whose lines can be added, taken away and put in another order. */

import type { ReactNode } from "react";
import { Icon } from "./Icon";
import { useScope } from "./scope";

export function Rows<T>({
  label,
  rows,
  change,
  draw,
  make,
  add,
  least = 0,
  keyOf,
  removed,
}: {
  label: string;
  rows: readonly T[];
  change: (rows: T[]) => void;
  draw: (row: T, number: number, set: (row: T) => void) => ReactNode;
  /** A new line; left out: none can be added. */
  make?: () => T;
  /** What the button says that adds one. */
  add?: string;
  /** So many must stay. */
  least?: number;
  keyOf?: (row: T, number: number) => string;
  /** Instead of taking the line out: for what more has to be done. */
  removed?: (number: number) => void;
}) {
  const { readOnly } = useScope();
  const swap = (from: number, to: number) => {
    const next = [...rows];
    const [row] = next.splice(from, 1);
    if (row !== undefined) next.splice(to, 0, row);
    change(next);
  };
  return (
    <fieldset className="b-group">
      <legend>{label}</legend>
      <ol className="b-rows">
        {rows.map((row, number) => (
          <li key={keyOf?.(row, number) ?? number} className="b-rows-line">
            <div className="b-rows-content">
              {draw(row, number, (now) =>
                change(rows.map((each, place) => (place === number ? now : each))),
              )}
            </div>
            {!readOnly && (
              <div className="b-rows-acts">
                {rows.length > 1 && (
                  <>
                    <Act
                      icon="down"
                      flip
                      label="Move up"
                      off={number === 0}
                      act={() => swap(number, number - 1)}
                    />
                    <Act
                      icon="down"
                      label="Move down"
                      off={number === rows.length - 1}
                      act={() => swap(number, number + 1)}
                    />
                  </>
                )}
                <Act
                  icon="trash"
                  label="Remove"
                  off={rows.length <= least}
                  act={() =>
                    removed ? removed(number) : change(rows.filter((_, place) => place !== number))
                  }
                />
              </div>
            )}
          </li>
        ))}
      </ol>
      {make && !readOnly && (
        <button type="button" className="b-add-row" onClick={() => change([...rows, make()])}>
          <Icon name="plus" size={13} />
          {add ?? "Add"}
        </button>
      )}
    </fieldset>
  );
}

function Act({
  icon,
  label,
  off,
  flip = false,
  act,
}: {
  icon: "down" | "trash";
  label: string;
  off: boolean;
  flip?: boolean;
  act: () => void;
}) {
  return (
    <button
      type="button"
      className={flip ? "b-row-act b-flip" : "b-row-act"}
      aria-label={label}
      title={label}
      disabled={off}
      onClick={act}
    >
      <Icon name={icon} size={14} />
    </button>
  );
}
