/** One value: a text, a number, a date, yes or no, or nothing. */

import type { TraitType } from "@/api/vocabulary";
import type { Scalar } from "@/definition/types";
import { DateField } from "@/times/DateField";
import { Combobox } from "./Combobox";
import type { Offer } from "./choosing";
import { NumberField, Select } from "./fields";

export type Value = Scalar | null;
type Kind = "text" | "number" | "date" | "yes" | "no" | "nothing";

const KINDS: readonly { value: Kind; label: string }[] = [
  { value: "text", label: "a text" },
  { value: "number", label: "a number" },
  { value: "date", label: "a date" },
  { value: "yes", label: "yes" },
  { value: "no", label: "no" },
  { value: "nothing", label: "nothing: take it away" },
];

const DATE = /^\d{4}-\d\d-\d\d$/;
const today = (): string => new Date().toISOString().slice(0, 10);

/** What a value of a type mostly begins as. */
export function firstValue(type: TraitType | undefined): Value {
  if (type === "number") return 0;
  if (type === "date") return today();
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
  const kind = kindOf(value);
  return (
    <div className="b-line-of">
      <Select
        label="To"
        quiet
        path={`${path}.kind`}
        value={kind}
        options={KINDS}
        change={(now) => change(firstOf(now, value))}
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
      {kind === "date" && (
        <DateField
          label="Value"
          quiet
          path={`${path}.value`}
          value={String(value)}
          change={change}
        />
      )}
      {kind === "text" && (
        <Combobox
          label="Value"
          quiet
          free="typed"
          optional
          path={`${path}.value`}
          placeholder="value"
          value={String(value)}
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
  if (typeof value === "number") return "number";
  return DATE.test(value) ? "date" : "text";
}

function firstOf(kind: Kind, before: Value): Value {
  // A date that is called a text is still a date.
  const isText = typeof before === "number" || (typeof before === "string" && !DATE.test(before));
  const text = isText ? String(before) : "";
  const number = Number(before);
  return {
    text,
    number: Number.isFinite(number) ? number : 0,
    date: today(),
    yes: true,
    no: false,
    nothing: null,
  }[kind];
}
