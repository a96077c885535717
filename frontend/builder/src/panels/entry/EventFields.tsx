/** An event starts it, of whomever it is about. */

import { Where } from "@/conditions/EventFields";
import type { EventTrigger } from "@/definition/types";
import { withKey } from "@/definition/without";
import { Combobox } from "@/parts/Combobox";
import { useEvents } from "@/parts/offers";
import type { TriggerProps } from "./TriggerFields";

export function EventFields({ trigger, change }: TriggerProps<EventTrigger>) {
  const events = useEvents();
  return (
    <>
      <Combobox
        label="Event"
        quiet
        path="event"
        free="offered"
        icon="bolt"
        placeholder="Such as Account Created"
        value={trigger.event}
        offers={events}
        change={(event) => change({ ...trigger, event })}
      />
      <Where
        event={trigger.event}
        where={trigger.where}
        standing="trigger"
        change={(where) => change(withKey(trigger, "where", where))}
      />
    </>
  );
}
