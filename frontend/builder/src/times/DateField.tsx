/** A date of the calendar: `2026-12-24`. Below it stands which day that is, as we write days. */

import type { FieldProps } from "@/parts/Field";
import { dayInWords } from "./moment";
import { PickerField } from "./PickerField";

export function DateField(props: FieldProps & { value: string; change: (value: string) => void }) {
  return <PickerField type="date" hint={dayInWords(props.value)} {...props} />;
}
