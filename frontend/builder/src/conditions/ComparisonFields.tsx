/** How a value is compared: an operator that fits its type, and what it is compared with. */

import { useState } from "react";
import { operatorOf } from "@/definition/conditions";
import type { Comparison, Duration, Operator, Scalar } from "@/definition/types";
import { Combobox, type Offer } from "@/parts/Combobox";
import { Select } from "@/parts/fields";
import { Icon } from "@/parts/Icon";
import { useScope } from "@/parts/scope";
import { weekdayInWords } from "@/sentences/calendar";
import { DurationField } from "@/times/DurationField";
import { TimeField } from "@/times/TimeField";
import { compared, OPERATOR_WORDS, operatorsFor, read, shapeOf, type ValueType } from "./values";

export interface ComparisonProps {
  type: ValueType;
  /** Values really seen. */
  examples: readonly unknown[];
  value: Comparison;
  change: (comparison: Comparison) => void;
}

export function ComparisonFields({ type, examples, value, change }: ComparisonProps) {
  const operator = operatorOf(value);
  const fitting = operatorsFor(type);
  const offered = operator && !fitting.includes(operator) ? [...fitting, operator] : fitting;
  const known = [
    ...(operator === undefined ? [{ value: "", label: "Compare …" }] : []),
    ...offered.flatMap((each): { value: string; label: string }[] =>
      each === "exists"
        ? [
            { value: "exists", label: "is known" },
            { value: "missing", label: "is not known" },
          ]
        : [{ value: each, label: OPERATOR_WORDS[each] }],
    ),
  ];
  return (
    <div className="b-line-of">
      <Select
        label="Comparison"
        quiet
        path="operator"
        value={value.exists === false ? "missing" : (operator ?? "")}
        options={known}
        change={(chosen) => {
          if (chosen === "missing") change({ exists: false });
          else if (chosen) change(compared(value, chosen as Operator, type));
        }}
      />
      {operator && (
        <Value
          type={type}
          examples={examples}
          operator={operator}
          value={value[operator]}
          change={(now) => change({ [operator]: now })}
        />
      )}
    </div>
  );
}

interface ValueProps {
  type: ValueType;
  examples: readonly unknown[];
  operator: Operator;
  value: Comparison[Operator];
  change: (value: Scalar | Scalar[]) => void;
}

function Value({ type, examples, operator, value, change }: ValueProps) {
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
      return <Several type={type} examples={examples} values={value as Scalar[]} change={change} />;
    case "one":
      return (
        <One
          type={type}
          examples={examples}
          path={operator}
          value={value as Scalar}
          change={change}
        />
      );
  }
}

function One({
  type,
  examples,
  path,
  value,
  change,
}: {
  type: ValueType;
  examples: readonly unknown[];
  path: string;
  value: Scalar;
  change: (value: Scalar) => void;
}) {
  if (type === "boolean")
    return (
      <Select
        label="Value"
        quiet
        path={path}
        value={String(value)}
        options={[
          { value: "true", label: "yes" },
          { value: "false", label: "no" },
        ]}
        change={(chosen) => change(chosen === "true")}
      />
    );
  if (type === "time")
    return <TimeField label="Value" quiet path={path} value={String(value)} change={change} />;
  return (
    <Combobox
      label="Value"
      quiet
      free
      path={path}
      placeholder={type === "number" ? "10" : "value"}
      value={String(value)}
      offers={offersOf(examples, type)}
      nothing="Type a value."
      change={(typed) => change(read(typed, type))}
    />
  );
}

function Several({
  type,
  examples,
  values,
  change,
}: {
  type: ValueType;
  examples: readonly unknown[];
  values: readonly Scalar[];
  change: (values: Scalar[]) => void;
}) {
  const { readOnly } = useScope();
  const [round, setRound] = useState(0);
  return (
    <div className="b-several">
      <ul className="b-chips">
        {values.map((value) => (
          <li key={String(value)}>
            {type === "weekday" ? weekdayInWords(String(value)) : String(value)}
            {!readOnly && (
              <button
                type="button"
                aria-label={`Remove ${String(value)}`}
                onClick={() => change(values.filter((each) => each !== value))}
              >
                <Icon name="close" size={11} />
              </button>
            )}
          </li>
        ))}
      </ul>
      {!readOnly && (
        <Combobox
          key={round}
          label="Add a value"
          quiet
          free
          path="list"
          placeholder="Add a value"
          value=""
          offers={offersOf(examples, type).filter(
            (offer) => !values.some((value) => String(value) === offer.value),
          )}
          nothing="Type a value."
          change={(typed) => {
            if (typed === "") return;
            change([...values, type === "weekday" ? typed : read(typed, type)]);
            setRound(round + 1);
          }}
        />
      )}
    </div>
  );
}

function offersOf(examples: readonly unknown[], type: ValueType): Offer[] {
  return examples
    .filter((each): each is Scalar => ["string", "number", "boolean"].includes(typeof each))
    .map((each) => ({
      value: String(each),
      label: type === "weekday" ? weekdayInWords(String(each)) : String(each),
    }));
}
