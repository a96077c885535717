/** Who enters: what starts the journey, for whom, how often, and who is kept out. */

import { ConditionField } from "@/conditions/ConditionField";
import { kindOfTrigger } from "@/definition/triggers";
import type { Entry, Journey, Trigger } from "@/definition/types";
import { withKey } from "@/definition/without";
import { Group } from "@/parts/Field";
import { Toggle } from "@/parts/fields";
import { Rows } from "@/parts/Rows";
import { Within } from "@/parts/scope";
import { AddTrigger } from "./AddTrigger";
import { HoldoutFields } from "./HoldoutFields";
import { WAYS_IN } from "./kinds";
import { ReentryFields } from "./ReentryFields";
import { TriggerFields } from "./TriggerFields";

export function EntryFields({
  journey,
  set,
}: {
  journey: Journey;
  set: (journey: Journey) => void;
}) {
  const { entry } = journey;
  const triggers = entry.triggers ?? [];
  const change = (next: Entry) => set({ ...journey, entry: next });
  return (
    <Group label="Who enters">
      <Within path="entry">
        <Rows<Trigger>
          label="What starts it"
          quiet
          boxed
          rows={triggers}
          nameOf={(trigger, number) => `${wayIn(trigger)}, way in ${number + 1}`}
          change={(next) => change(withKey(entry, "triggers", next.length > 0 ? next : undefined))}
          more={(add) => (
            <AddTrigger
              add={add}
              ofContacts={journey.subject === "contact"}
              first={triggers.length === 0}
            />
          )}
          draw={(trigger, number, replace) => (
            <Within path={`triggers.${number}`}>
              <TriggerFields trigger={trigger} change={replace} />
            </Within>
          )}
        />
        {triggers.length === 0 && (
          <p className="b-hint">
            Without a way in, customers come by hand, by the API, or from another journey.
          </p>
        )}
        <Toggle
          label="Only customers who meet a condition"
          value={entry.audience !== undefined}
          hint="It is asked about the customer, whichever way they come in."
          change={(on) => change(withKey(entry, "audience", on ? {} : undefined))}
        />
        {entry.audience && (
          <ConditionField
            label="Only if"
            quiet
            path="audience"
            standing="entry"
            value={entry.audience}
            change={(audience) => change({ ...entry, audience })}
          />
        )}
        <ReentryFields entry={entry} change={change} />
        <HoldoutFields entry={entry} change={change} />
      </Within>
    </Group>
  );
}

function wayIn(trigger: Trigger): string {
  const kind = kindOfTrigger(trigger);
  return kind === "unchosen" ? "Nothing chosen" : WAYS_IN[kind].name;
}
