/** Everybody the journey is for enters at these times. */

import { useState } from "react";
import { readCrontab } from "@/definition/crontab";
import { readCron, type Times, writeCron } from "@/definition/schedules";
import type { Schedule, ScheduleTrigger } from "@/definition/types";
import { withKey } from "@/definition/without";
import { Combobox } from "@/parts/Combobox";
import { Select, Text } from "@/parts/fields";
import { ZONES } from "@/parts/offers";
import { scheduleSentence } from "@/sentences/schedules";
import { plain } from "@/sentences/words";
import { NextTimes } from "@/times/NextTimes";
import { TimesFields } from "./TimesFields";
import type { TriggerProps } from "./TriggerFields";
import { everyWeek, WeeksFields } from "./WeeksFields";

const FORMS = [
  { value: "every", label: "Every day" },
  { value: "days", label: "On days of the week" },
  { value: "weekday", label: "On one weekday of the month" },
  { value: "month", label: "Once a month" },
  { value: "quarter", label: "Once a quarter" },
  { value: "year", label: "Once a year" },
  { value: "cron", label: "At other times (cron)" },
] as const;

export function ScheduleFields({ trigger, change }: TriggerProps<ScheduleTrigger>) {
  const { schedule } = trigger;
  // Chosen to be written, also where a form could say it.
  const [written, write] = useState(false);
  const times = written ? undefined : readCron(schedule.cron);
  const set = (schedule: Schedule) => change({ schedule });
  const say = (next: Times) =>
    set({ ...(next.on === "days" ? schedule : everyWeek(schedule)), cron: writeCron(next) });
  return (
    <>
      <Select
        label="How often"
        quiet
        path="schedule"
        value={times?.on ?? "cron"}
        options={FORMS}
        change={(form) => {
          write(form === "cron");
          if (form !== "cron") say(inForm(form, readCron(schedule.cron)));
        }}
      />
      {times ? (
        <TimesFields times={times} change={say} />
      ) : (
        <Text
          label="Minute, hour, day of the month, month, weekday"
          path="schedule.cron"
          mono
          placeholder="0 9,15 1,15 * *"
          value={schedule.cron}
          hint={
            readCrontab(schedule.cron)
              ? `It reads: ${plain(scheduleSentence(schedule))}.`
              : "At most once an hour. 0 9,15 1,15 * * is 09:00 and 15:00 on the 1st and the 15th of each month."
          }
          change={(cron) => set({ ...schedule, cron })}
        />
      )}
      <WeeksFields schedule={schedule} on={times?.on} change={set} />
      <Combobox
        label="On the clock of"
        path="schedule.time_zone"
        icon="clock"
        value={schedule.time_zone ?? "UTC"}
        offers={ZONES}
        change={(zone) => set(withKey(schedule, "time_zone", zone === "UTC" ? undefined : zone))}
      />
      <NextTimes schedule={schedule} />
    </>
  );
}

function inForm(form: Times["on"], before: Times | undefined): Times {
  const at = before?.at ?? "09:00";
  switch (form) {
    case "every":
      return { on: "every", at };
    case "days":
      return { on: "days", days: "mon", at };
    case "weekday":
      return { on: "weekday", which: 1, day: "mon", at };
    case "month":
      return { on: "month", day: 1, at };
    case "quarter":
      return { on: "quarter", month: 1, day: 1, at };
    case "year":
      return { on: "year", month: 1, day: 1, at };
  }
}
