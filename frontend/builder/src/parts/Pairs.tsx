/**
 * Values by name, one line each. A new line becomes part of the journey once it has a name; until
 * then it is here alone.
 */

import { type ReactNode, useState } from "react";
import { Rows } from "./Rows";

export function Pairs<V>({
  label,
  hint,
  pairs,
  change,
  drawName,
  drawValue,
  first,
  add,
  least = 0,
  nameOf = (name) => name,
}: {
  label: string;
  hint?: ReactNode;
  pairs: Readonly<Record<string, V>>;
  change: (pairs: Record<string, V>) => void;
  /** `taken`: whether another line is called so. */
  drawName: (
    name: string,
    rename: (name: string) => void,
    taken: (name: string) => boolean,
  ) => ReactNode;
  drawValue: (name: string, value: V, set: (value: V) => void) => ReactNode;
  /** What a line begins with when it is called so. */
  first: (name: string) => V;
  add: string;
  least?: number;
  nameOf?: (name: string) => string;
}) {
  const [fresh, setFresh] = useState(false);
  type Line = readonly [name: string, value: V | undefined];
  const written = Object.entries(pairs);
  const rows: Line[] = [...written, ...(fresh ? [["", undefined] as const] : [])];
  const write = (lines: readonly Line[]) => {
    const named = lines.filter(([name]) => name !== "");
    setFresh(named.length < lines.length);
    if (JSON.stringify(named) !== JSON.stringify(written))
      change(Object.fromEntries(named) as Record<string, V>);
  };
  const taken = (name: string) => Object.hasOwn(pairs, name);
  return (
    <Rows<Line>
      label={label}
      hint={hint}
      rows={rows}
      least={fresh ? 0 : least}
      nameOf={([name]) => nameOf(name) || "the new line"}
      change={write}
      {...(fresh ? {} : { make: (): Line => ["", undefined] })}
      add={add}
      draw={([name, value], _, set) => (
        <div className="b-stack">
          {drawName(name, (now) => set([now, value ?? first(now)]), taken)}
          {name !== "" && value !== undefined && drawValue(name, value, (now) => set([name, now]))}
        </div>
      )}
    />
  );
}
