/** A day of the journey and a time on it. Day 1 is the day somebody enters. */

import type { DayOfJourney } from "@/definition/types";
import { NumberField } from "@/parts/fields";
import { TimeField } from "./TimeField";

export function DayFields({
  path,
  value,
  change,
}: {
  path: string;
  value: DayOfJourney;
  change: (value: DayOfJourney) => void;
}) {
  return (
    <div className="b-line-of">
      <NumberField
        label="Day"
        path={`${path}.day`}
        value={value.day}
        min={1}
        max={3660}
        change={(day) => change({ ...value, day: day ?? 1 })}
      />
      <TimeField
        label="At"
        path={`${path}.at`}
        value={value.at ?? "09:00"}
        change={(at) => change({ ...value, at })}
      />
    </div>
  );
}
