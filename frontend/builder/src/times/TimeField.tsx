/** A time on somebody's clock. Where the browser shows it by halves of a day, and so with another hour,
 *  it is said as we do. */

import type { TimeOfDay } from "@/definition/types";
import type { FieldProps } from "@/parts/Field";
import { PickerField } from "./PickerField";

export function TimeField({
  change,
  ...field
}: FieldProps & { value: TimeOfDay; change: (value: TimeOfDay) => void }) {
  const { hour12 } = new Intl.DateTimeFormat([], { hour: "numeric" }).resolvedOptions();
  return (
    <PickerField
      type="time"
      hint={hour12 && (field.value > "13" || field.value < "01") && field.value}
      {...field}
      change={(value) => change(value.slice(0, 5))}
    />
  );
}
