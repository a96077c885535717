/** At the latest when: after so long, on a day of the journey, or by a date of the customer's own. */

import { isByDate, isDay } from "@/definition/times";
import type { Limit } from "@/definition/types";
import { Select } from "@/parts/fields";
import { useKept } from "@/parts/useKept";
import { Dates } from "./Dates";
import { DayFields } from "./DayFields";
import { DurationField } from "./DurationField";
import { MovingDateFields } from "./MovingDateFields";

const FIRST = {
  for: "7d",
  day: { day: 7, at: "09:00" },
  date: { date: { trait: "", offset: "-14d" } },
} as const;

export function LimitField({
  label,
  path,
  value,
  change,
}: {
  label: string;
  path: string;
  value: Limit;
  change: (value: Limit) => void;
}) {
  const kind = isByDate(value) ? "date" : isDay(value) ? "day" : "for";
  const kept = useKept<keyof typeof FIRST, Limit>(kind, value);
  return (
    <>
      <Select
        label={label}
        path={`${path}-kind`}
        value={kind}
        change={(to) => change(kept[to] ?? FIRST[to])}
        options={[
          { value: "for", label: "After a while" },
          { value: "day", label: "On a day of the journey" },
          { value: "date", label: "By a date of theirs" },
        ]}
      />
      {isByDate(value) ? (
        <MovingDateFields
          path={path}
          value={value}
          change={change}
          hint="When the date moves, the limit moves with it. Without the date, there is none."
        />
      ) : isDay(value) ? (
        <DayFields path={path} value={value} change={change} />
      ) : (
        <DurationField label="How long" quiet path={path} value={value} change={change} />
      )}
      {kind !== "for" && (
        <p className="b-hint">
          If that is past when they come here, they do not wait: they go on as if it had run out.
        </p>
      )}
      {!isByDate(value) && <Dates spec={isDay(value) ? { until: value } : { for: value }} />}
    </>
  );
}
