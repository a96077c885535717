/** One value: a text, a number, yes or no, or nothing. */

import type { TraitType } from "@/api/vocabulary";
import type { Scalar } from "@/definition/types";
import { Combobox } from "./Combobox";
import type { Offer } from "./choosing";
import { NumberField, Select } from "./fields";

export type Value = Scalar | null;
type Kind = "text" | "number" | "yes" | "no" | "nothing";

const KINDS: readonly { value: Kind; label: string }[] = [
  { value: "text", label: "a text" },
  { value: "number", label: "a number" },
  { value: "yes", label: "yes" },
  { value: "no", label: "no" },
  { value: "nothing", label: "nothing: take it away" },
];

/** What a value of a type mostly begins as. */
export function firstValue(type: TraitType | undefined): Value {
  if (type === "number") return 0;
  return type === "boolean" ? true : "";
}

export function ValueFields({
  path,
  value,
  change,
  examples,
  fields = [],
}: {
  path: string;
  value: Value;
  change: (value: Value) => void;
  /** Values it has had. */
  examples: readonly unknown[];
  /** What of the customer it may be instead, as of when it is set. */
  fields?: readonly Offer[];
}) {
  return (
    <div className="b-line-of">
      <Select
        label="To"
        quiet
        path={`${path}.kind`}
        value={kindOf(value)}
        options={KINDS}
        change={(kind) => change(firstOf(kind, value))}
      />
      {typeof value === "number" && (
        <NumberField
          label="Value"
          quiet
          fraction
          path={`${path}.value`}
          value={value}
          change={change}
        />
      )}
      {typeof value === "string" && (
        <Combobox
          label="Value"
          quiet
          free="typed"
          optional
          path={`${path}.value`}
          placeholder="value"
          value={value}
          offers={[
            ...examples
              .filter((each) => typeof each === "string")
              .map((each) => ({ value: each, label: each })),
            ...fields,
          ]}
          nothing="Type a value."
          change={change}
        />
      )}
    </div>
  );
}

function kindOf(value: Value): Kind {
  if (value === null) return "nothing";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "number" ? "number" : "text";
}

function firstOf(kind: Kind, before: Value): Value {
  const text = typeof before === "string" || typeof before === "number" ? String(before) : "";
  const number = Number(before);
  return {
    text,
    number: Number.isFinite(number) ? number : 0,
    yes: true,
    no: false,
    nothing: null,
  }[kind];
}
