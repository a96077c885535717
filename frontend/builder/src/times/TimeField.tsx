/** A time on somebody's clock. */

import type { TimeOfDay } from "@/definition/types";
import type { FieldProps } from "@/parts/Field";
import { PickerField } from "./PickerField";

export function TimeField({
  change,
  ...field
}: FieldProps & { value: TimeOfDay; change: (value: TimeOfDay) => void }) {
  return <PickerField type="time" {...field} change={(value) => change(value.slice(0, 5))} />;
}
