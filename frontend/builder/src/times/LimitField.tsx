/** At the latest when: after so long, or on a day of the journey. */

import { isDay } from "@/definition/times";
import type { Limit } from "@/definition/types";
import { Segmented } from "@/parts/fields";
import { Dates } from "./Dates";
import { DayFields } from "./DayFields";
import { DurationField } from "./DurationField";

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
  return (
    <>
      <Segmented
        label={label}
        path={`${path}-kind`}
        value={isDay(value) ? "day" : "for"}
        change={(kind) => change(kind === "day" ? { day: 7, at: "09:00" } : "7d")}
        options={[
          { value: "for", label: "After a while" },
          { value: "day", label: "On a day of the journey" },
        ]}
      />
      {isDay(value) ? (
        <DayFields path={path} value={value} change={change} />
      ) : (
        <DurationField label="How long" quiet path={path} value={value} change={change} />
      )}
      <Dates spec={isDay(value) ? { until: value } : { for: value }} />
    </>
  );
}
