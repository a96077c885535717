/** Everybody the journey is for enters at these times. */

import { readCron, type Times, writeCron } from "@/definition/schedules";
import type { ScheduleTrigger } from "@/definition/types";
import { withKey } from "@/definition/without";
import { Combobox } from "@/parts/Combobox";
import { NumberField, Select, Text } from "@/parts/fields";
import { ZONES } from "@/parts/offers";
import { DaysField } from "@/times/DaysField";
import { NextTimes } from "@/times/NextTimes";
import { TimeField } from "@/times/TimeField";
import type { TriggerProps } from "./TriggerFields";

const FORMS = [
  { value: "every", label: "Every day" },
  { value: "days", label: "On days of the week" },
  { value: "month", label: "Once a month" },
  { value: "cron", label: "At other times (cron)" },
] as const;

export function ScheduleFields({ trigger, change }: TriggerProps<ScheduleTrigger>) {
  const { schedule } = trigger;
  const times = readCron(schedule.cron);
  const say = (cron: string) => change({ schedule: { ...schedule, cron } });
  return (
    <>
      <Select
        label="How often"
        quiet
        path="schedule"
        value={times?.on ?? "cron"}
        options={FORMS}
        change={(form) => say(form === "cron" ? IN_CRON : writeCron(inForm(form, times)))}
      />
      {times ? (
        <TimesFields times={times} change={(next) => say(writeCron(next))} />
      ) : (
        <Text
          label="Minute, hour, day of the month, month, weekday"
          path="schedule.cron"
          mono
          placeholder="0 9 1 1,4,7,10 *"
          value={schedule.cron}
          hint="At most once an hour. 0 9 1 1,4,7,10 * is 09:00 on the first day of each quarter."
          change={say}
        />
      )}
      <Combobox
        label="On the clock of"
        path="schedule.time_zone"
        icon="clock"
        value={schedule.time_zone ?? "UTC"}
        offers={ZONES}
        change={(zone) =>
          change({ schedule: withKey(schedule, "time_zone", zone === "UTC" ? undefined : zone) })
        }
      />
      <NextTimes schedule={schedule} />
    </>
  );
}

/** The first day of each quarter: what the simple forms cannot say. */
const IN_CRON = "0 9 1 1,4,7,10 *";

function inForm(form: Times["on"], before: Times | undefined): Times {
  const at = before?.at ?? "09:00";
  if (form === "days") return { on: "days", days: "mon", at };
  return form === "month" ? { on: "month", day: 1, at } : { on: "every", at };
}

function TimesFields({ times, change }: { times: Times; change: (times: Times) => void }) {
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
      <div className="b-line-of">
        {times.on === "month" && (
          <NumberField
            label="On day"
            path="schedule.day"
            min={1}
            max={31}
            value={times.day}
            hint={times.day > 28 ? "Months without that day are left out." : undefined}
            change={(day) => change({ ...times, day })}
          />
        )}
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
