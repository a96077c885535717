/** Whether an event has happened: how often, since when, and which of them. */

import { useEffect, useRef } from "react";
import type { Age, Condition, Duration, EventHappened } from "@/definition/types";
import { AddButton } from "@/parts/buttons";
import { focusIn } from "@/parts/Field";
import { NumberField, Select } from "@/parts/fields";
import { useScope } from "@/parts/scope";
import { DurationField } from "@/times/DurationField";
import { ConditionField } from "./ConditionField";
import { hasEntry, hasSteps, type Standing } from "./standing";

type Asked = "once" | "never" | "at_least" | "at_most" | "exactly" | "first" | "last";

const ASKED: readonly { value: Asked; label: string }[] = [
  { value: "once", label: "has happened" },
  { value: "never", label: "has not happened" },
  { value: "at_least", label: "at least so many times" },
  { value: "at_most", label: "at most so many times" },
  { value: "exactly", label: "exactly so many times" },
  { value: "first", label: "for the first time" },
  { value: "last", label: "for the last time" },
];

const PERIODS = [
  { value: "enrollment", label: "since they entered" },
  { value: "step", label: "since they came to this step" },
  { value: "ever", label: "at any time" },
  { value: "period", label: "in the last …" },
] as const;
type Period = (typeof PERIODS)[number]["value"];

export function EventFields({
  leaf,
  change,
  standing,
}: {
  leaf: EventHappened;
  change: (leaf: Condition) => void;
  standing: Standing;
}) {
  const asked = askedOf(leaf);
  const within = leaf.within ?? "enrollment";
  const period: Period = PERIODS.some(({ value }) => value === within)
    ? (within as Period)
    : "period";
  const periods = PERIODS.filter(
    ({ value }) =>
      value === period ||
      ((value !== "step" || hasSteps(standing)) && (value !== "enrollment" || hasEntry(standing))),
  );
  return (
    <>
      <div className="b-line-of">
        <Select
          label="How often"
          quiet
          path="count"
          value={asked}
          options={ASKED}
          change={(next) => change({ ...bare(leaf), ...countFor(next, leaf) })}
        />
        {(asked === "at_least" || asked === "at_most" || asked === "exactly") && (
          <NumberField
            label="Times"
            quiet
            path={asked}
            min={asked === "at_least" ? 1 : 0}
            max={100_000}
            value={leaf[asked]}
            change={(times) => change({ ...leaf, [asked]: times })}
          />
        )}
        {(asked === "first" || asked === "last") && (
          <AgeFields
            path={asked}
            age={leaf[asked] ?? {}}
            change={(age) => change({ ...leaf, [asked]: age })}
          />
        )}
        <Select
          label="Of which period"
          quiet
          path={period === "period" ? "period" : "within"}
          value={period}
          options={periods}
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
      </div>
      <Where
        event={leaf.event}
        where={leaf.where}
        standing="where"
        change={(where) => {
          const { where: _, ...rest } = leaf;
          change(where ? { ...leaf, where } : rest);
        }}
      />
    </>
  );
}

/** Which of the events: those whose properties are as asked. */
export function Where({
  event,
  where,
  standing,
  path = "where",
  change,
}: {
  event: string;
  where: Condition | undefined;
  standing: "where" | "trigger";
  path?: string;
  /** Undefined: any of them. */
  change: (where: Condition | undefined) => void;
}) {
  const { readOnly } = useScope();
  const add = useRef<HTMLDivElement>(null);
  const asks = where !== undefined;
  const asked = useRef(asks);
  // What took it away has gone with it.
  useEffect(() => {
    if (asked.current && document.activeElement === document.body) focusIn(add.current);
    asked.current = asks;
  }, [asks]);
  if (!asks)
    return readOnly || event === "" ? null : (
      <div ref={add}>
        <AddButton act={() => change({})}>only some of these events …</AddButton>
      </div>
    );
  return (
    <ConditionField
      label="Which of these events count"
      path={path}
      standing={standing}
      event={event}
      value={where}
      // What is begun anew asks nothing: then it is any of them.
      change={(next) => change(Object.keys(next).length > 0 ? next : undefined)}
    />
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

function countFor(asked: Asked, before: EventHappened): Partial<EventHappened> {
  const times = before.at_least ?? before.exactly ?? before.at_most;
  switch (asked) {
    case "once":
      return {};
    case "never":
      return { at_most: 0 };
    case "first":
    case "last":
      return { [asked]: before.first ?? before.last ?? { within_last: "7d" } };
    default:
      return { [asked]: times || 3 };
  }
}

function AgeFields({ path, age, change }: { path: string; age: Age; change: (age: Age) => void }) {
  const long = age.longer_ago_than != null;
  const value = age.longer_ago_than ?? age.within_last;
  const made = (ago: boolean, span: Duration): Age =>
    ago ? { longer_ago_than: span } : { within_last: span };
  return (
    <>
      <Select
        label="When"
        quiet
        path={`${path}.kind`}
        value={long ? "longer" : "within"}
        options={[
          { value: "within", label: "in the last" },
          { value: "longer", label: "longer ago than" },
        ]}
        change={(next) => change(made(next === "longer", value ?? "7d"))}
      />
      <DurationField
        label="How long"
        quiet
        path={`${path}.${long ? "longer_ago_than" : "within_last"}`}
        value={value}
        change={(span) => change(made(long, span))}
      />
    </>
  );
}
