/** One question of a condition: what is looked at, and what must be so. */

import { useVocabulary } from "@/app/context";
import { kindOfCondition, type LeafKind } from "@/definition/conditions";
import type {
  Comparison,
  Condition,
  EventHappened,
  HealthIs,
  NowIs,
  PropertyIs,
  SegmentIs,
  TraitIs,
} from "@/definition/types";
import { Combobox } from "@/parts/Combobox";
import { Select, Toggle } from "@/parts/fields";
import { useProperties, useSegments, useTraits } from "@/parts/offers";
import { ComparisonFields } from "./ComparisonFields";
import type { Place } from "./ConditionField";
import { EventFields } from "./EventFields";
import { MessageFields, TaskFields } from "./TouchFields";
import type { ValueType } from "./values";

export interface LeafProps {
  leaf: Condition;
  change: (condition: Condition) => void;
  place: Place;
  event: string | undefined;
  negated: boolean;
  negate: () => void;
}

const NAMES: Readonly<Record<LeafKind, string>> = {
  property: "A property of the event",
  trait: "A trait of the customer",
  event: "What they have done",
  segment: "A segment",
  health: "The health",
  message: "An earlier message",
  task: "An earlier task",
  now: "The calendar",
};

const FIRST: Readonly<Record<LeafKind, Condition>> = {
  property: { property: "" },
  trait: { trait: "" },
  event: { event: "" },
  segment: { segment: "" },
  health: { health: "band", is: "red" },
  message: { message: "", was: "sent" },
  task: { task: "", was: "done" },
  now: { now: "weekday", in: ["sat", "sun"] },
};

const ALLOWED: Readonly<Record<Place, readonly LeafKind[]>> = {
  where: ["property", "trait"],
  entry: ["trait", "event", "segment", "health", "now"],
  anywhere: ["trait", "event", "segment", "health", "message", "task", "now"],
};

export function LeafRow({ leaf, change, place, event, negated, negate }: LeafProps) {
  const kind = kindOfCondition(leaf);
  const allowed = ALLOWED[place];
  const options = [
    ...(kind === "unchosen" ? [{ value: "", label: "Choose what to look at …" }] : []),
    ...allowed.map((each) => ({ value: each, label: NAMES[each] })),
    ...(kind !== "unchosen" && !allowed.includes(kind as LeafKind)
      ? [{ value: kind, label: NAMES[kind as LeafKind] }]
      : []),
  ];
  return (
    <>
      <Select
        label="What is looked at"
        quiet
        path="kind"
        value={kind === "unchosen" ? "" : kind}
        options={options}
        change={(chosen) => chosen && change(FIRST[chosen as LeafKind])}
      />
      <Fields leaf={leaf} change={change} event={event} />
      {kind !== "unchosen" && (kind === "segment" || kind === "message" || negated) && (
        <Toggle label="Not: the opposite must be so" value={negated} change={negate} />
      )}
    </>
  );
}

function Fields({
  leaf,
  change,
  event,
}: {
  leaf: Condition;
  change: (condition: Condition) => void;
  event: string | undefined;
}) {
  switch (kindOfCondition(leaf)) {
    case "trait":
      return <TraitFields leaf={leaf as TraitIs} change={change} />;
    case "property":
      return <PropertyFields leaf={leaf as PropertyIs} change={change} event={event ?? ""} />;
    case "event":
      return <EventFields leaf={leaf as EventHappened} change={change} />;
    case "segment":
      return <SegmentFields leaf={leaf as SegmentIs} change={change} />;
    case "health":
      return <HealthFields leaf={leaf as HealthIs} change={change} />;
    case "now":
      return <NowFields leaf={leaf as NowIs} change={change} />;
    case "message":
      return <MessageFields leaf={leaf as never} change={change} />;
    case "task":
      return <TaskFields leaf={leaf as never} change={change} />;
    default:
      return null;
  }
}

/** The comparison alone, without what is compared. */
function comparisonOf<Leaf extends Comparison>(leaf: Leaf, subject: keyof Leaf): Comparison {
  const { [subject]: _, ...comparison } = leaf;
  return comparison as Comparison;
}

function TraitFields({ leaf, change }: { leaf: TraitIs; change: (leaf: Condition) => void }) {
  const traits = useTraits();
  const { data } = useVocabulary();
  const found = data?.traits.find((trait) => trait.path === leaf.trait);
  return (
    <>
      <Combobox
        label="Trait"
        quiet
        path="trait"
        free
        placeholder="account.plan"
        value={leaf.trait}
        offers={traits}
        change={(trait) => change({ ...leaf, trait })}
      />
      {leaf.trait && (
        <ComparisonFields
          type={found?.type ?? "unknown"}
          examples={found?.examples ?? []}
          value={comparisonOf(leaf, "trait")}
          change={(comparison) => change({ trait: leaf.trait, ...comparison })}
        />
      )}
    </>
  );
}

function PropertyFields({
  leaf,
  change,
  event,
}: {
  leaf: PropertyIs;
  change: (leaf: Condition) => void;
  event: string;
}) {
  const properties = useProperties(event);
  const { data } = useVocabulary();
  const found = data?.events
    .find((each) => each.name === event)
    ?.properties.find((property) => property.name === leaf.property);
  return (
    <>
      <Combobox
        label="Property"
        quiet
        path="property"
        free
        placeholder="plan"
        value={leaf.property}
        offers={properties}
        nothing="No properties of this event have come in yet."
        change={(property) => change({ ...leaf, property })}
      />
      {leaf.property && (
        <ComparisonFields
          type={found?.type ?? "unknown"}
          examples={found?.examples ?? []}
          value={comparisonOf(leaf, "property")}
          change={(comparison) => change({ property: leaf.property, ...comparison })}
        />
      )}
    </>
  );
}

function SegmentFields({ leaf, change }: { leaf: SegmentIs; change: (leaf: Condition) => void }) {
  return (
    <Combobox
      label="Segment"
      quiet
      path="segment"
      free
      value={leaf.segment}
      offers={useSegments()}
      nothing="There are no segments yet."
      change={(segment) => change({ segment })}
    />
  );
}

function HealthFields({ leaf, change }: { leaf: HealthIs; change: (leaf: Condition) => void }) {
  return (
    <>
      <Select
        label="Of the health"
        quiet
        path="health"
        value={leaf.health}
        options={[
          { value: "band", label: "Its band" },
          { value: "score", label: "Its score, 0 to 100" },
        ]}
        change={(health) =>
          change(health === "band" ? { health, is: "red" } : { health, less_than: 40 })
        }
      />
      <ComparisonFields
        type={leaf.health === "band" ? "band" : "calendar"}
        examples={leaf.health === "band" ? ["green", "yellow", "red"] : []}
        value={comparisonOf(leaf, "health")}
        change={(comparison) => change({ health: leaf.health, ...comparison })}
      />
    </>
  );
}

const CALENDAR: Readonly<
  Record<NowIs["now"], { label: string; type: ValueType; first: Comparison }>
> = {
  weekday: { label: "The day of the week", type: "weekday", first: { in: ["sat", "sun"] } },
  time: { label: "The time of day", type: "time", first: { at_least: "09:00" } },
  date: { label: "The date", type: "calendar", first: { at_least: "2027-01-01" } },
  day: { label: "The day of the journey", type: "calendar", first: { at_most: 7 } },
};

function NowFields({ leaf, change }: { leaf: NowIs; change: (leaf: Condition) => void }) {
  const { type } = CALENDAR[leaf.now];
  return (
    <>
      <Select
        label="Of the calendar"
        quiet
        path="now"
        value={leaf.now}
        options={Object.entries(CALENDAR).map(([value, { label }]) => ({
          value: value as NowIs["now"],
          label,
        }))}
        change={(now) => change({ now, ...CALENDAR[now].first })}
      />
      <ComparisonFields
        type={type}
        examples={type === "weekday" ? ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] : []}
        value={comparisonOf(leaf, "now")}
        change={(comparison) => change({ now: leaf.now, ...comparison })}
      />
    </>
  );
}
