/** How long: a number and a unit. `3d` or `3 days` can be typed as well. */

import { useState } from "react";
import { useBuilder } from "@/app/context";
import { type Amount, readDuration, type Unit, writeDuration } from "@/definition/times";
import type { Duration } from "@/definition/types";
import { Field, type FieldProps, Refused } from "@/parts/Field";
import { Choices } from "@/parts/fields";
import { useScope } from "@/parts/scope";

const UNITS: readonly { value: Unit; label: string }[] = [
  { value: "m", label: "minutes" },
  { value: "h", label: "hours" },
  { value: "d", label: "days" },
  { value: "w", label: "weeks" },
  { value: "business days", label: "business days" },
  { value: "business hours", label: "business hours" },
];
const ONE: readonly { value: Unit; label: string }[] = UNITS.map(({ value, label }) => ({
  value,
  label: label.slice(0, -1),
}));
const FIRST: Amount = { amount: 3, unit: "d" };

export function DurationField({
  value,
  change,
  ...field
}: FieldProps & { value: Duration | undefined; change: (value: Duration) => void }) {
  const { readOnly } = useScope();
  const { document } = useBuilder();
  // What is typed stays as it is until the field is left; what is no duration is not taken over.
  const [typed, setTyped] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const read = readDuration(value ?? "");
  const { amount, unit } = read ?? FIRST;
  const type = (text: string) => {
    setTyped(text);
    const written = /^\d{1,5}$/.test(text.trim())
      ? writeDuration({ amount: Number(text), unit })
      : text.trim().toLowerCase();
    const found = readDuration(written);
    const isOne = found !== undefined && found.amount > 0;
    setRefused(isOne || text.trim() === "" ? null : text);
    if (isOne && writeDuration(found) !== value) change(writeDuration(found));
  };
  const step = (by: number) => {
    setTyped(null);
    setRefused(null);
    if (amount + by > 0) change(writeDuration({ amount: amount + by, unit }));
  };
  return (
    <Field
      {...field}
      hint={
        refused === null ? (
          field.hint
        ) : (
          <Refused typed={refused}>a whole number from 1 to 99999</Refused>
        )
      }
    >
      {(control) => (
        <div className="b-pair">
          <input
            {...control}
            className="b-input b-number"
            type="text"
            inputMode="numeric"
            autoComplete="off"
            value={typed ?? (read ? String(amount) : (value ?? ""))}
            placeholder="3"
            readOnly={readOnly}
            onChange={(event) => type(event.target.value)}
            onKeyDown={(event) => {
              const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
              if (by === undefined || readOnly || event.altKey) return;
              event.preventDefault();
              step(by);
            }}
            onBlur={() => {
              setTyped(null);
              document.seal();
            }}
          />
          <Choices
            aria-label={`${field.label}: unit`}
            value={unit}
            disabled={readOnly}
            options={amount === 1 ? ONE : UNITS}
            change={(next) => change(writeDuration({ amount, unit: next }))}
          />
        </div>
      )}
    </Field>
  );
}
