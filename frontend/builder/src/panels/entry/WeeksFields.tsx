/** Whether only every second or third week counts, and from when on. */

import type { Times } from "@/definition/schedules";
import type { Schedule } from "@/definition/types";
import { Select } from "@/parts/fields";
import { ORDINALS } from "@/sentences/calendar";
import { DateField } from "@/times/DateField";
import { upcoming } from "@/times/upcoming";

/** What is offered beside what the schedule says. */
const OFTEN = [1, 2, 3, 4];

export function WeeksFields({
  schedule,
  on,
  change,
}: {
  schedule: Schedule;
  /** What is said of its times; undefined: they are written as cron. */
  on: Times["on"] | undefined;
  change: (schedule: Schedule) => void;
}) {
  const { weeks = 1, starting } = schedule;
  const offered = OFTEN.includes(weeks) ? OFTEN : [...OFTEN, weeks];
  return (
    <>
      {(on === "days" || weeks > 1) && (
        <Select
          label="In"
          path="schedule.weeks"
          value={String(weeks)}
          options={offered.map((each) => ({ value: String(each), label: inWords(each) }))}
          change={(chosen) => {
            const always = everyWeek(schedule);
            const begins = starting ?? nextDay(always);
            change(
              chosen === "1" ? always : { ...always, weeks: Number(chosen), starting: begins },
            );
          }}
        />
      )}
      {(starting !== undefined || weeks > 1) && (
        <DateField
          label="From"
          path="schedule.starting"
          value={starting ?? ""}
          change={(day) => change({ ...schedule, starting: day })}
        />
      )}
    </>
  );
}

/** Without what says which weeks count. From which day on it comes is kept where it says no more. */
export function everyWeek({ weeks = 1, starting, ...always }: Schedule): Schedule {
  return weeks > 1 || starting === undefined ? always : { ...always, starting };
}

/** On which it comes next, so that its first week is one that counts. */
function nextDay(schedule: Schedule): string {
  const [next] = upcoming(schedule, Date.now(), 1);
  // Where there is no such zone, nothing comes next.
  const zone = (next !== undefined && schedule.time_zone) || "UTC";
  // Written in Sweden as in the definition: 2026-12-24.
  return new Intl.DateTimeFormat("sv", { timeZone: zone }).format(next ?? Date.now());
}

function inWords(weeks: number): string {
  if (weeks === 1) return "Every week";
  return weeks < ORDINALS.length ? `Every ${ORDINALS[weeks]} week` : `Every ${weeks} weeks`;
}
