/** What browsers have a picker of their own for. Emptied, it stays what it was. */

import { useBuilder } from "@/app/context";
import { Field, type FieldProps } from "@/parts/Field";
import { useScope } from "@/parts/scope";

export function PickerField({
  type,
  value,
  change,
  ...field
}: FieldProps & {
  type: "date" | "time" | "datetime-local";
  value: string;
  change: (value: string) => void;
}) {
  const { readOnly } = useScope();
  const { document } = useBuilder();
  return (
    <Field {...field}>
      {(control) => (
        <input
          {...control}
          className={`b-input b-${type}`}
          type={type}
          value={value}
          readOnly={readOnly}
          onChange={(event) => event.target.value && change(event.target.value)}
          onBlur={document.seal}
        />
      )}
    </Field>
  );
}
