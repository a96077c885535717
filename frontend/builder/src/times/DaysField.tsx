/** Days of the week, each to be switched on. Written as short as the language allows. */

import { readDays, WEEKDAYS } from "@/definition/times";
import type { Days } from "@/definition/types";
import { type FieldProps, FieldSet } from "@/parts/Field";
import { useScope } from "@/parts/scope";
import { weekdayInWords } from "@/sentences/calendar";

export function DaysField({
  value,
  change,
  ...field
}: FieldProps & { value: Days; change: (value: Days) => void }) {
  const { readOnly } = useScope();
  const chosen = readDays(value);
  return (
    <FieldSet {...field}>
      {() => (
        <div className="b-segmented b-weekdays">
          {WEEKDAYS.map((day, number) => (
            <label key={day}>
              <input
                type="checkbox"
                checked={chosen.has(number)}
                disabled={readOnly}
                aria-label={weekdayInWords(day)}
                onChange={(event) => {
                  const next = new Set(chosen);
                  if (event.target.checked) next.add(number);
                  else next.delete(number);
                  if (next.size > 0) change(writeDays(next));
                }}
              />
              <span>{weekdayInWords(day).slice(0, 2)}</span>
            </label>
          ))}
        </div>
      )}
    </FieldSet>
  );
}

/** `mon-fri`, `mon,wed`; three days and more in a row as a range. */
export function writeDays(days: ReadonlySet<number>): Days {
  const parts: string[] = [];
  for (let day = 0; day < 7; day += 1) {
    if (!days.has(day)) continue;
    let last = day;
    while (days.has(last + 1) && last < 6) last += 1;
    if (last - day >= 2) parts.push(`${WEEKDAYS[day]}-${WEEKDAYS[last]}`);
    else for (let each = day; each <= last; each += 1) parts.push(WEEKDAYS[each] ?? "");
    day = last;
  }
  return parts.join(",");
}
