/** One thing that happens in a scenario, and when. */

import { useBuilder, useJourney, useVocabulary } from "@/app/context";
import type { Happening } from "@/definition/types";
import { withKey } from "@/definition/without";
import { Combobox } from "@/parts/Combobox";
import { NumberField, Select } from "@/parts/fields";
import { stepsOf, useEvents } from "@/parts/offers";
import { titleOf } from "@/sentences/words";
import { titleOrGone } from "@/state/former";
import {
  buttonsOf,
  firstHappening,
  HAPPENS,
  HAPPENS_IN_WORDS,
  scoresOf,
  typesFor,
  whatHappens,
} from "./kinds";
import { NamedValues, traitsOf } from "./NamedValues";
import { WhenFields } from "./WhenFields";

const MARKS = [
  "delivered",
  "opened",
  "clicked",
  "replied",
  "bounced",
  "dismissed",
  "completed",
] as const;
export const SECOND_DAY = { day: 2, at: "12:00" };

interface Props {
  happening: Happening;
  change: (happening: Happening) => void;
}

export function HappeningFields({ happening, change }: Props) {
  const journey = useJourney();
  const kind = whatHappens(happening);
  return (
    <div className="b-stack">
      <Select
        label="What happens"
        quiet
        path="kind"
        value={kind}
        options={HAPPENS.filter(
          (each) => each === kind || !typesFor(each) || stepsOf(journey, typesFor(each)).length > 0,
        ).map((value) => ({ value, label: HAPPENS_IN_WORDS[value] }))}
        change={(now) => now !== kind && change(firstHappening(journey, now, happening.at))}
      />
      <What happening={happening} change={change} />
      <WhenFields
        label="When"
        path="at"
        value={happening.at}
        day={SECOND_DAY}
        words={{ day: "on a day of the journey", for: "so long after entry" }}
        change={(at) => at !== undefined && change({ ...happening, at })}
      />
    </div>
  );
}

/** What the customer does. */
export function EventFields<T extends Pick<Happening, "event" | "properties">>({
  of,
  change,
}: {
  of: T;
  change: (now: T) => void;
}) {
  const { data } = useVocabulary();
  const events = useEvents();
  return (
    <>
      <Combobox
        label="Event"
        quiet
        path="event"
        icon="bolt"
        free="offered"
        placeholder="Login"
        value={of.event ?? ""}
        offers={events}
        change={(event) => change({ ...of, event })}
      />
      <NamedValues
        label="With"
        path="properties"
        values={of.properties ?? {}}
        change={(now) =>
          change(withKey(of, "properties", Object.keys(now).length > 0 ? now : undefined))
        }
        known={data?.events.find(({ name }) => name === of.event)?.properties ?? []}
        what="property"
      />
    </>
  );
}

function What({ happening, change }: Props) {
  const { document } = useBuilder();
  const journey = useJourney();
  const { data } = useVocabulary();
  const kind = whatHappens(happening);
  switch (kind) {
    case "event":
      return <EventFields of={happening} change={change} />;
    case "account":
    case "contact":
      return (
        <NamedValues
          label="They become"
          path={kind}
          values={happening[kind] ?? {}}
          change={(now) => change({ ...happening, [kind]: now })}
          known={traitsOf(data?.traits ?? [], kind)}
          what="trait"
        />
      );
    default: {
      const value = happening[kind] ?? "";
      const possible = stepsOf(journey, typesFor(kind));
      const known = possible.some((each) => each.value === value);
      const lost = {
        value,
        label: value ? titleOrGone(document.getState(), value) : "Choose …",
      };
      return (
        <div className="b-line-of">
          <Select
            label="Step"
            quiet
            path={kind}
            value={value}
            options={known ? possible : [lost, ...possible]}
            change={(step) =>
              change(
                kind === "task"
                  ? { ...happening, task: step, outcome: buttonsOf(journey, step)[0] ?? "done" }
                  : { ...happening, [kind]: step },
              )
            }
          />
          <How happening={happening} change={change} />
        </div>
      );
    }
  }
}

function How({ happening, change }: Props) {
  const journey = useJourney();
  if (happening.message !== undefined)
    return (
      <Select
        label="Is"
        quiet
        path="was"
        value={happening.was ?? ""}
        options={MARKS.map((value) => ({ value, label: value }))}
        change={(was) => change({ ...happening, was })}
      />
    );
  if (happening.task !== undefined)
    return (
      <Select
        label="Answer"
        quiet
        path="outcome"
        value={happening.outcome ?? ""}
        options={buttonsOf(journey, happening.task).map((value) => ({
          value,
          label: titleOf(value),
        }))}
        change={(outcome) => change({ ...happening, outcome })}
      />
    );
  const { least, most } = scoresOf(journey, happening.survey ?? "");
  return (
    <NumberField
      label="Score"
      quiet
      path="score"
      min={least}
      max={most}
      value={happening.score}
      change={(score) => change({ ...happening, score })}
    />
  );
}
