/** How a value is compared: an operator that fits its type, and what it is compared with. */

import { useState } from "react";
import { useVocabulary } from "@/app/context";
import type { Comparison, Duration, Operator, Scalar } from "@/definition/types";
import { Chips } from "@/parts/Chips";
import { Combobox } from "@/parts/Combobox";
import type { Offer } from "@/parts/choosing";
import { NumberField, Select } from "@/parts/fields";
import { useProblems, useScope } from "@/parts/scope";
import { weekdayInWords } from "@/sentences/calendar";
import { DateField } from "@/times/DateField";
import { DurationField } from "@/times/DurationField";
import { TimeField } from "@/times/TimeField";
import type { Known } from "./subjects";
import {
  chosenOperator,
  compared,
  DATE,
  firstComparison,
  kindOf,
  operatorInWords,
  operatorsFor,
  read,
  shapeOf,
  UNCHOSEN,
  type ValueType,
} from "./values";

export interface ComparisonProps {
  known: Known;
  value: Comparison;
  change: (comparison: Comparison) => void;
  /** What is quietly said of its value. */
  hint?: string | undefined;
}

export function ComparisonFields({ known: told, value, change, hint }: ComparisonProps) {
  const { data } = useVocabulary();
  const operator = chosenOperator(value);
  const [chosen, setChosen] = useState<ValueType | null>(null);
  const isNew = told.type === "unknown" && data !== null;
  const type = isNew ? (chosen ?? kindOf(value)) : told.type;
  const known = { ...told, type };
  const fitting = operatorsFor(type);
  const offered = operator && !fitting.includes(operator) ? [...fitting, operator] : fitting;
  const options = [
    ...(operator === undefined ? [{ value: "", label: "Compare …" }] : []),
    ...offered.flatMap((each): { value: string; label: string }[] =>
      each === "exists"
        ? [
            { value: "exists", label: "is known" },
            { value: "missing", label: "is not known" },
          ]
        : [{ value: each, label: operatorInWords(each, type) }],
    ),
  ];
  return (
    <div className="b-line-of">
      {isNew && (
        <Select
          label="What it is"
          quiet
          path="kind"
          value={type}
          options={KINDS}
          change={(kind) => {
            setChosen(kind);
            const fits = operator && operatorsFor(kind).includes(operator);
            change(fits ? compared(value, operator, kind) : firstComparison(kind));
          }}
        />
      )}
      <Select
        label="Comparison"
        quiet
        path="operator"
        value={value.exists === false ? "missing" : (operator ?? "")}
        options={options}
        change={(chosen) => {
          if (chosen === "missing") change({ exists: false });
          else if (chosen) change(compared(value, chosen as Operator, type));
        }}
      />
      {operator && (
        <Value
          key={operator}
          known={known}
          operator={operator}
          value={value[operator]}
          hint={hint}
          change={(now) => change({ [operator]: now })}
        />
      )}
    </div>
  );
}

/** What one says of a trait or a property that has not come in yet. */
const KINDS: readonly { value: ValueType; label: string }[] = [
  { value: "unknown", label: "any value" },
  { value: "text", label: "a text" },
  { value: "number", label: "a number" },
  { value: "boolean", label: "yes or no" },
  { value: "date", label: "a date" },
];

interface ValueProps {
  known: Known;
  operator: Operator;
  value: Comparison[Operator];
  change: (value: Scalar | Scalar[]) => void;
  hint: string | undefined;
}

function Value({ known, operator, value, change, hint: told }: ValueProps) {
  // A finding says the same, and what may be meant.
  const hint = useProblems(operator).length > 0 ? undefined : told;
  const field = { known, path: operator, change, hint };
  switch (shapeOf(operator)) {
    case "known":
      return null;
    case "span":
      return (
        <DurationField
          label="How long"
          quiet
          path={operator}
          value={value as Duration}
          change={change}
        />
      );
    case "list":
      return <Several {...field} values={(value ?? []) as Scalar[]} />;
    case "one":
      return <One {...field} value={value as Scalar | null} />;
  }
}

interface OneProps {
  known: Known;
  path: string;
  value: Scalar | null;
  change: (value: Scalar) => void;
  hint: string | undefined;
}

function One({ known, path, value, change, hint }: OneProps) {
  const field = { label: "Value", quiet: true, path } as const;
  switch (known.type) {
    case "boolean":
      return (
        <Select
          {...field}
          value={typeof value === "boolean" ? String(value) : ""}
          options={[
            ...(value === null ? [{ value: "", label: "Choose …" }] : []),
            { value: "true", label: "yes" },
            { value: "false", label: "no" },
            // A text that says yes, or “true”, is not yes, and must not look so.
            ...(value !== null && typeof value !== "boolean"
              ? [
                  {
                    value: "",
                    label: `“${value}”, which is ${typeof value === "number" ? "a number" : "text"}`,
                  },
                ]
              : []),
          ]}
          change={(chosen) => chosen && change(chosen === "true")}
        />
      );
    case "time":
      return <TimeField {...field} value={String(value ?? "")} change={change} />;
    case "date":
      // A date may be compared with a moment as well, which is typed.
      if (value === null || DATE.test(String(value)))
        return <DateField {...field} value={String(value ?? "")} change={change} />;
      break;
    case "number":
    case "score":
    case "day":
      if (value === null || typeof value === "number")
        return (
          <NumberField
            {...field}
            value={value ?? undefined}
            placeholder="number"
            fraction={known.type !== "day"}
            {...(known.type === "score" ? { min: 0, max: 100 } : {})}
            {...(known.type === "day" ? { min: 1 } : {})}
            change={change}
          />
        );
      break;
    default:
      break;
  }
  const closed = known.type === "band" || known.type === "weekday";
  return (
    <Combobox
      {...field}
      {...(closed ? {} : { free: "typed" as const, optional: true })}
      hint={hint}
      placeholder={closed ? "choose" : "value"}
      value={value === null ? "" : String(value)}
      offers={offersOf(known)}
      nothing="Type a value."
      change={(typed) => change(typed === "" ? UNCHOSEN : scalarOf(typed, known))}
    />
  );
}

function Several({
  known,
  path,
  values,
  change,
  hint,
}: {
  known: Known;
  path: string;
  values: readonly Scalar[];
  change: (values: Scalar[]) => void;
  hint: string | undefined;
}) {
  const { readOnly } = useScope();
  // Another field for each value that is added, so that it is empty again.
  const [round, setRound] = useState(0);
  const offers = offersOf(known);
  const labelOf = (value: Scalar) =>
    offers.find((offer) => offer.value === String(value))?.label ?? String(value);
  return (
    <div className="b-several">
      <Chips
        label="Values"
        values={values.map((value) => ({ value: String(value), label: labelOf(value) }))}
        remove={(gone) => change(values.filter((value) => String(value) !== gone))}
      />
      {!readOnly && (
        <Combobox
          key={round}
          label="Add a value"
          quiet
          path={path}
          {...(known.type === "band" || known.type === "weekday" ? {} : { free: "typed" as const })}
          hint={hint}
          placeholder={values.length === 0 ? "Add a value" : "or …"}
          value=""
          offers={offers.filter((offer) => !values.some((each) => String(each) === offer.value))}
          nothing="Type a value."
          change={(typed) => {
            if (typed === "" || values.some((each) => String(each) === typed)) return;
            change([...values, scalarOf(typed, known)]);
            setRound(round + 1);
          }}
        />
      )}
    </div>
  );
}

/** A value that was seen keeps its type; anything else is read as what it looks like. */
function scalarOf(typed: string, { type, examples }: Known): Scalar {
  const seen = scalars(examples).find((each) => String(each) === typed);
  return seen ?? read(typed, type);
}

const YES_OR_NO: Offer[] = [
  { value: "true", label: "yes", detail: "yes or no, not a text" },
  { value: "false", label: "no", detail: "yes or no, not a text" },
];

const scalars = (examples: readonly unknown[]): Scalar[] =>
  examples.filter((each): each is Scalar => ["string", "number", "boolean"].includes(typeof each));

function offersOf({ type, examples }: Known): Offer[] {
  if (type === "unknown") return YES_OR_NO;
  return scalars(examples).map((each) => ({
    value: String(each),
    label: type === "weekday" ? weekdayInWords(String(each)) : String(each),
  }));
}
