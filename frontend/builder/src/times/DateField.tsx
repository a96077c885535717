/** A date of the calendar: `2026-12-24`. */

import { useBuilder } from "@/app/context";
import { Field, type FieldProps } from "@/parts/Field";
import { useScope } from "@/parts/scope";

export function DateField({
  value,
  change,
  ...field
}: FieldProps & { value: string; change: (value: string) => void }) {
  const { readOnly } = useScope();
  const { document } = useBuilder();
  return (
    <Field {...field}>
      {(control) => (
        <input
          {...control}
          className="b-input b-date"
          type="date"
          value={value}
          readOnly={readOnly}
          onChange={(event) => event.target.value && change(event.target.value)}
          onBlur={document.seal}
        />
      )}
    </Field>
  );
}
