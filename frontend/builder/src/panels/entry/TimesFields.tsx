/** On which days a schedule comes, and at what time. */

import type { Times, Which } from "@/definition/schedules";
import { WEEKDAYS } from "@/definition/times";
import { Select } from "@/parts/fields";
import { MONTHS, ORDINALS, weekdayInWords } from "@/sentences/calendar";
import { DaysField } from "@/times/DaysField";
import { TimeField } from "@/times/TimeField";

interface Props<T extends Times> {
  times: T;
  change: (times: T) => void;
}
type Of<On extends Times["on"]> = Extract<Times, { on: On }>;

const ORDER: readonly Which[] = [1, 2, 3, 4, 0];
const WHICH = ORDER.map((which) => ({
  value: String(which),
  label: `The ${ORDINALS[which]}`,
}));
const DAYS = WEEKDAYS.map((day) => ({ value: day as string, label: weekdayInWords(day) }));
const DATES = [
  ...Array.from({ length: 31 }, (_, before) => String(before + 1)).map((day) => ({
    value: day,
    label: day,
  })),
  { value: "0", label: "The last" },
];
const IN_YEAR = MONTHS.map((month, before) => ({ value: String(before + 1), label: month }));
const QUARTERS = ([0, 1, 2] as const).map((before) => ({
  value: String(before + 1),
  label: [0, 3, 6, 9].map((later) => (MONTHS[before + later] ?? "").slice(0, 3)).join(", "),
}));

export function TimesFields({ times, change }: Props<Times>) {
  return (
    <>
      {times.on === "days" && (
        <DaysField
          label="On these days"
          quiet
          path="schedule.days"
          value={times.days}
          change={(days) => change({ ...times, days })}
        />
      )}
      {times.on === "weekday" && <WeekdayFields times={times} change={change} />}
      {times.on === "quarter" && (
        <Select
          label="In"
          path="schedule.month"
          value={String(times.month)}
          options={QUARTERS}
          change={(month) => change({ ...times, month: Number(month) as 1 | 2 | 3 })}
        />
      )}
      {times.on === "year" && (
        <Select
          label="In"
          path="schedule.month"
          value={String(times.month)}
          options={IN_YEAR}
          change={(month) => change({ ...times, month: Number(month) })}
        />
      )}
      <div className="b-line-of">
        {"day" in times && times.on !== "weekday" && <DateFields times={times} change={change} />}
        <TimeField
          label="At"
          path="schedule.cron"
          value={times.at}
          change={(at) => change({ ...times, at })}
        />
      </div>
    </>
  );
}

function WeekdayFields({ times, change }: Props<Of<"weekday">>) {
  return (
    <div className="b-line-of">
      <Select
        label="Which"
        path="schedule.which"
        value={String(times.which)}
        options={WHICH}
        change={(which) => change({ ...times, which: Number(which) as Which })}
      />
      <Select
        label="Weekday"
        path="schedule.day"
        value={times.day}
        options={DAYS}
        change={(day) => change({ ...times, day })}
      />
    </div>
  );
}

function DateFields({ times, change }: Props<Of<"month" | "quarter" | "year">>) {
  return (
    <Select
      label="On day"
      path="schedule.day"
      value={String(times.day)}
      options={DATES}
      hint={times.day > 28 && "Months without that day are left out."}
      change={(day) => change({ ...times, day: Number(day) })}
    />
  );
}
