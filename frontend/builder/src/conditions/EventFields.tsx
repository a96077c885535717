/** Whether an event has happened: how often, since when, and which of them. */

import type { Age, Condition, Duration, EventHappened } from "@/definition/types";
import { Combobox } from "@/parts/Combobox";
import { NumberField, Select } from "@/parts/fields";
import { Icon } from "@/parts/Icon";
import { useEvents } from "@/parts/offers";
import { useScope } from "@/parts/scope";
import { DurationField } from "@/times/DurationField";
import { ConditionField } from "./ConditionField";

type Asked = "once" | "never" | "at_least" | "at_most" | "exactly" | "first" | "last";

const ASKED: readonly { value: Asked; label: string }[] = [
  { value: "once", label: "has happened" },
  { value: "never", label: "has not happened" },
  { value: "at_least", label: "happened at least … times" },
  { value: "at_most", label: "happened at most … times" },
  { value: "exactly", label: "happened exactly … times" },
  { value: "first", label: "happened first …" },
  { value: "last", label: "happened last …" },
];

const PERIODS = [
  { value: "enrollment", label: "since they entered" },
  { value: "step", label: "since they came to this step" },
  { value: "ever", label: "at any time" },
  { value: "period", label: "in the last …" },
] as const;

export function EventFields({
  leaf,
  change,
}: {
  leaf: EventHappened;
  change: (leaf: Condition) => void;
}) {
  const { readOnly } = useScope();
  const events = useEvents();
  const asked = askedOf(leaf);
  const within = leaf.within ?? "enrollment";
  const period = PERIODS.some(({ value }) => value === within) ? within : "period";
  return (
    <>
      <Combobox
        label="Event"
        quiet
        free
        path="event"
        placeholder="Project Created"
        value={leaf.event}
        offers={events}
        change={(event) => change({ ...leaf, event })}
      />
      <Select
        label="How often"
        quiet
        path="count"
        value={asked}
        options={ASKED}
        change={(next) => change({ ...bare(leaf), ...countFor(next) })}
      />
      {(asked === "at_least" || asked === "at_most" || asked === "exactly") && (
        <NumberField
          label="Times"
          path={asked}
          min={asked === "at_least" ? 1 : 0}
          value={leaf[asked]}
          change={(times) => change({ ...leaf, [asked]: times ?? 1 })}
        />
      )}
      {(asked === "first" || asked === "last") && (
        <AgeFields age={leaf[asked] ?? {}} change={(age) => change({ ...leaf, [asked]: age })} />
      )}
      <Select
        label="Since when"
        quiet
        path="within"
        value={period as (typeof PERIODS)[number]["value"]}
        options={PERIODS}
        change={(next) => change({ ...leaf, within: next === "period" ? "7d" : next })}
      />
      {period === "period" && (
        <DurationField
          label="Period"
          quiet
          path="within"
          value={within as Duration}
          change={(next) => change({ ...leaf, within: next })}
        />
      )}
      {leaf.where ? (
        <ConditionField
          label="Only such events"
          path="where"
          place="where"
          event={leaf.event}
          value={leaf.where}
          change={(where) => {
            const { where: _, ...rest } = leaf;
            change(Object.keys(where).length === 0 ? rest : { ...leaf, where });
          }}
        />
      ) : (
        !readOnly &&
        leaf.event && (
          <button
            type="button"
            className="b-add-row"
            onClick={() => change({ ...leaf, where: { property: "" } })}
          >
            <Icon name="plus" size={13} />
            Only with certain properties
          </button>
        )
      )}
    </>
  );
}

function askedOf(leaf: EventHappened): Asked {
  if (leaf.first != null) return "first";
  if (leaf.last != null) return "last";
  if (leaf.exactly === 0 || leaf.at_most === 0) return "never";
  if (leaf.exactly != null) return "exactly";
  if (leaf.at_most != null) return "at_most";
  return leaf.at_least != null ? "at_least" : "once";
}

function bare(leaf: EventHappened): EventHappened {
  const { at_least: _a, at_most: _b, exactly: _c, first: _d, last: _e, ...rest } = leaf;
  return rest;
}

function countFor(asked: Asked): Partial<EventHappened> {
  switch (asked) {
    case "once":
      return {};
    case "never":
      return { at_most: 0 };
    case "first":
    case "last":
      return { [asked]: { within_last: "7d" } };
    default:
      return { [asked]: 3 };
  }
}

function AgeFields({ age, change }: { age: Age; change: (age: Age) => void }) {
  const long = age.longer_ago_than != null;
  const value = age.longer_ago_than ?? age.within_last;
  const made = (ago: boolean, span: Duration): Age =>
    ago ? { longer_ago_than: span } : { within_last: span };
  return (
    <>
      <Select
        label="When"
        quiet
        path="age"
        value={long ? "longer" : "within"}
        options={[
          { value: "within", label: "in the last …" },
          { value: "longer", label: "longer ago than …" },
        ]}
        change={(next) => change(made(next === "longer", value ?? "7d"))}
      />
      <DurationField
        label="How long"
        quiet
        path="age"
        value={value}
        change={(span) => change(made(long, span))}
      />
    </>
  );
}
