/** A date of the customer's own, or so long before or after it, and the time on that day. */

import { readOffset, writeDuration, writeOffset } from "@/definition/times";
import type { MovingDate, TimeOfDay } from "@/definition/types";
import { withKey } from "@/definition/without";
import { Combobox } from "@/parts/Combobox";
import { Segmented } from "@/parts/fields";
import { typedTrait, useTraits } from "@/parts/offers";
import { nameInWords } from "@/sentences/words";
import { Dates } from "./Dates";
import { DurationField } from "./DurationField";
import { TimeField } from "./TimeField";

/** What stands beside each other in the definition: `date` and `at`. */
interface OnDate {
  date: MovingDate;
  at?: TimeOfDay;
}

export function MovingDateFields<T extends OnDate>({
  path,
  value,
  change,
  hint,
  nobody,
}: {
  /** Where `date` and `at` stand; empty: in the form's own place. */
  path: string;
  value: T;
  change: (value: T) => void;
  hint: string;
  /** For whom the date is shown while no customer is chosen. */
  nobody?: string;
}) {
  const traits = useTraits(true);
  const { trait, offset: written } = value.date;
  const offset = readOffset(written ?? "");
  const when = offset === undefined ? "on" : offset.before ? "before" : "after";
  const below = (key: string) => (path ? `${path}.${key}` : key);
  const moved = (offset: string | undefined) =>
    change({ ...value, date: withKey(value.date, "offset", offset) });
  const at = value.at ?? "09:00";
  return (
    <>
      <Combobox
        label="Date"
        path={below("date.trait")}
        free={(typed) => [typedTrait(typed, "a date nobody has sent yet")]}
        icon="calendar"
        placeholder="Such as account renewal date"
        value={trait}
        words={nameInWords(trait)}
        offers={traits}
        nothing="No trait that is a date has come in yet."
        hint={hint}
        change={(trait) => change({ ...value, date: { ...value.date, trait } })}
      />
      <Segmented
        label="When"
        quiet
        path={below("date")}
        value={when}
        options={[
          { value: "before", label: "Before it" },
          { value: "on", label: "On the day" },
          { value: "after", label: "After it" },
        ]}
        change={(chosen) => {
          const amount = offset ?? ({ amount: 60, unit: "d" } as const);
          moved(
            chosen === "on" ? undefined : writeOffset({ ...amount, before: chosen === "before" }),
          );
        }}
      />
      <div className="b-line-of">
        {offset && (
          <DurationField
            label={offset.before ? "How long before it" : "How long after it"}
            path={below("date.offset")}
            value={writeDuration(offset)}
            change={(duration) => moved(`${offset.before ? "-" : ""}${duration}`)}
          />
        )}
        <TimeField
          label="At"
          path={below("at")}
          value={at}
          change={(at) => change({ ...value, at })}
        />
      </div>
      <Dates spec={{ until: { date: value.date, at } }} {...(nobody ? { nobody } : {})} />
    </>
  );
}
