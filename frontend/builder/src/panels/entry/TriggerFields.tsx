/** One way in: its kind at the head, and the fields of that kind. */

import { kindOfTrigger } from "@/definition/triggers";
import type {
  DateTrigger,
  EventTrigger,
  HealthTrigger,
  ScheduleTrigger,
  SegmentTrigger,
  Trigger,
} from "@/definition/types";
import { Icon } from "@/parts/Icon";
import { DateFields } from "./DateFields";
import { EventFields } from "./EventFields";
import { HealthFields } from "./HealthFields";
import { WAYS_IN } from "./kinds";
import { ScheduleFields } from "./ScheduleFields";
import { SegmentFields } from "./SegmentFields";

export interface TriggerProps<T extends Trigger> {
  trigger: T;
  change: (trigger: T) => void;
}

export function TriggerFields({ trigger, change }: TriggerProps<Trigger>) {
  const kind = kindOfTrigger(trigger);
  if (kind === "unchosen")
    return <p className="b-hint">Nothing is chosen here. Remove it, and add another way in.</p>;
  const { icon, name } = WAYS_IN[kind];
  return (
    <>
      <p className="b-way-in">
        <Icon name={icon} size={14} />
        {name}
      </p>
      <Fields trigger={trigger} change={change} />
    </>
  );
}

function Fields({ trigger, change }: TriggerProps<Trigger>) {
  switch (kindOfTrigger(trigger)) {
    case "event":
      return <EventFields trigger={trigger as EventTrigger} change={change} />;
    case "segment":
      return <SegmentFields trigger={trigger as SegmentTrigger} change={change} />;
    case "health":
      return <HealthFields trigger={trigger as HealthTrigger} change={change} />;
    case "date":
      return <DateFields trigger={trigger as DateTrigger} change={change} />;
    case "schedule":
      return <ScheduleFields trigger={trigger as ScheduleTrigger} change={change} />;
    case "unchosen":
      return null;
  }
}
