/** A date of the calendar: `2026-12-24`. */

import type { FieldProps } from "@/parts/Field";
import { PickerField } from "./PickerField";

export function DateField(props: FieldProps & { value: string; change: (value: string) => void }) {
  return <PickerField type="date" {...props} />;
}
