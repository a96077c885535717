/** A colour: that of the organization, or one of its own. */

import { useBuilder } from "@/app/context";
import { Field, type FieldProps } from "./Field";
import { Toggle } from "./fields";
import { useScope } from "./scope";

export function ColourField({
  value,
  change,
  first,
  ...field
}: FieldProps & {
  /** `#0b6b58`; undefined: the organization's. */
  value: string | undefined;
  change: (value: string | undefined) => void;
  /** What one's own begins with. */
  first: string;
}) {
  const { readOnly } = useScope();
  const { document } = useBuilder();
  return (
    <>
      <Toggle
        label={field.label}
        value={value !== undefined}
        hint={value === undefined && "Your organization’s."}
        change={(on) => change(on ? first : undefined)}
      />
      {value !== undefined && (
        <Field {...field} quiet>
          {(control) => (
            <input
              {...control}
              className="b-colour"
              type="color"
              value={value}
              disabled={readOnly}
              onChange={(event) => change(event.target.value)}
              onBlur={document.seal}
            />
          )}
        </Field>
      )}
    </>
  );
}
