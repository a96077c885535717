/** A time on somebody's clock. */

import { useBuilder } from "@/app/context";
import type { TimeOfDay } from "@/definition/types";
import { Field, type FieldProps } from "@/parts/Field";
import { useScope } from "@/parts/scope";

export function TimeField({
  value,
  change,
  ...field
}: FieldProps & { value: TimeOfDay; change: (value: TimeOfDay) => void }) {
  const { readOnly } = useScope();
  const { document } = useBuilder();
  return (
    <Field {...field}>
      {(control) => (
        <input
          {...control}
          className="b-input b-time"
          type="time"
          value={value}
          readOnly={readOnly}
          onChange={(event) => event.target.value && change(event.target.value.slice(0, 5))}
          onBlur={document.seal}
        />
      )}
    </Field>
  );
}
