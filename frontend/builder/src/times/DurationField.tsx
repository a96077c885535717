/** How long: a number and a unit. `3d` can be typed as well. */

import { useBuilder } from "@/app/context";
import { type Amount, readDuration, type Unit, writeDuration } from "@/definition/times";
import type { Duration } from "@/definition/types";
import { Field, type FieldProps } from "@/parts/Field";
import { useScope } from "@/parts/scope";

const UNITS: readonly { unit: Unit; name: string }[] = [
  { unit: "m", name: "minutes" },
  { unit: "h", name: "hours" },
  { unit: "d", name: "days" },
  { unit: "w", name: "weeks" },
  { unit: "business days", name: "business days" },
];
const FIRST: Amount = { amount: 3, unit: "d" };

export function DurationField({
  value,
  change,
  ...field
}: FieldProps & { value: Duration | undefined; change: (value: Duration) => void }) {
  const { readOnly } = useScope();
  const { document } = useBuilder();
  const read = readDuration(value ?? "");
  const { amount, unit } = read ?? FIRST;
  return (
    <Field {...field}>
      {(control) => (
        <div className="b-line-of">
          <input
            {...control}
            className="b-input b-number"
            type="text"
            inputMode="numeric"
            value={read ? String(amount) : (value ?? "")}
            readOnly={readOnly}
            onChange={(event) => {
              const typed = event.target.value.trim();
              if (readDuration(typed)) change(typed);
              else
                change(
                  /^\d{1,5}$/.test(typed) ? writeDuration({ amount: Number(typed), unit }) : typed,
                );
            }}
            onBlur={document.seal}
          />
          <select
            className="b-input b-unit"
            aria-label={`${field.label}: unit`}
            value={unit}
            disabled={readOnly}
            onChange={(event) =>
              change(writeDuration({ amount, unit: event.target.value as Unit }))
            }
          >
            {UNITS.map((each) => (
              <option key={each.unit} value={each.unit}>
                {each.name}
              </option>
            ))}
          </select>
        </div>
      )}
    </Field>
  );
}
