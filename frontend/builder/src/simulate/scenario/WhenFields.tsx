/** When something of a scenario is: on a day of the journey, or so long after entry. */

import { isDay } from "@/definition/times";
import type { Moment } from "@/definition/types";
import { Select } from "@/parts/fields";
import { DayFields } from "@/times/DayFields";
import { DurationField } from "@/times/DurationField";

type Way = "any" | "day" | "for";

export function WhenFields({
  label,
  path,
  value,
  change,
  day,
  words,
  any,
}: {
  label: string;
  path: string;
  value: Moment | undefined;
  change: (value: Moment | undefined) => void;
  /** The day it begins as. */
  day: Moment;
  words: { day: string; for: string };
  /** How it is said that it does not matter when; left out: it does. */
  any?: string;
}) {
  const way: Way = value === undefined ? "any" : isDay(value) ? "day" : "for";
  const options: { value: Way; label: string }[] = [
    { value: "day", label: words.day },
    { value: "for", label: words.for },
  ];
  if (any !== undefined) options.unshift({ value: "any", label: any });
  const first: Record<Way, Moment | undefined> = { any: undefined, day, for: "3d" };
  return (
    <>
      <Select
        label={label}
        quiet
        path={`${path}.way`}
        value={way}
        options={options}
        change={(now) => now !== way && change(first[now])}
      />
      {isDay(value) && <DayFields path={path} value={value} change={change} />}
      {typeof value === "string" && (
        <DurationField
          label="How long after entry"
          quiet
          path={path}
          value={value}
          change={change}
        />
      )}
    </>
  );
}
