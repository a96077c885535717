/** The simple fields: text, numbers, choices. */

import type { ReactNode } from "react";
import { useBuilder } from "@/app/context";
import { Field, type FieldProps } from "./Field";
import { useScope } from "./scope";

export interface TextProps extends FieldProps {
  value: string;
  change: (value: string) => void;
  placeholder?: string;
  /** So many lines; one unless given. */
  lines?: number;
  mono?: boolean;
  /** When the field is left. */
  leave?: () => void;
}

export function Text({ value, change, placeholder, lines = 1, mono, leave, ...field }: TextProps) {
  const { readOnly } = useScope();
  const { document } = useBuilder();
  const className = mono ? "b-input b-mono" : "b-input";
  const left = () => {
    leave?.();
    document.seal();
  };
  return (
    <Field {...field}>
      {(control) =>
        lines > 1 ? (
          <textarea
            {...control}
            className={className}
            rows={lines}
            value={value}
            placeholder={placeholder}
            readOnly={readOnly}
            onChange={(event) => change(event.target.value)}
            onBlur={left}
          />
        ) : (
          <input
            {...control}
            className={className}
            type="text"
            value={value}
            placeholder={placeholder}
            readOnly={readOnly}
            autoComplete="off"
            onChange={(event) => change(event.target.value)}
            onBlur={left}
          />
        )
      }
    </Field>
  );
}

export interface NumberProps extends FieldProps {
  value: number | undefined;
  /** Undefined: emptied. */
  change: (value: number | undefined) => void;
  min?: number;
  max?: number;
}

export function NumberField({ value, change, min, max, ...field }: NumberProps) {
  const { readOnly } = useScope();
  const { document } = useBuilder();
  return (
    <Field {...field}>
      {(control) => (
        <input
          {...control}
          className="b-input b-number"
          type="number"
          inputMode="numeric"
          value={value ?? ""}
          min={min}
          max={max}
          readOnly={readOnly}
          onChange={(event) =>
            change(event.target.value === "" ? undefined : Number(event.target.value))
          }
          onBlur={document.seal}
        />
      )}
    </Field>
  );
}

export interface Option<V extends string> {
  value: V;
  label: string;
}

export interface ChoiceProps<V extends string> extends FieldProps {
  value: V;
  change: (value: V) => void;
  options: readonly Option<V>[];
}

export function Select<V extends string>({ value, change, options, ...field }: ChoiceProps<V>) {
  const { readOnly } = useScope();
  return (
    <Field {...field}>
      {(control) => (
        <select
          {...control}
          className="b-input"
          value={value}
          disabled={readOnly}
          onChange={(event) => change(event.target.value as V)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** A choice of a few, all in sight. */
export function Segmented<V extends string>({
  label,
  path,
  value,
  change,
  options,
  quiet = false,
  hint,
}: ChoiceProps<V>) {
  const { readOnly, base } = useScope();
  const name = `${base}.${path}`;
  return (
    <fieldset className="b-field b-segmented-field">
      <legend className={quiet ? "unseen" : undefined}>{label}</legend>
      <div className="b-segmented">
        {options.map((option) => (
          <label key={option.value}>
            <input
              type="radio"
              name={name}
              checked={option.value === value}
              disabled={readOnly}
              onChange={() => change(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
      {hint && <p className="b-hint">{hint}</p>}
    </fieldset>
  );
}

export function Toggle({
  label,
  value,
  change,
  hint,
}: {
  label: ReactNode;
  value: boolean;
  change: (value: boolean) => void;
  hint?: ReactNode;
}) {
  const { readOnly } = useScope();
  return (
    <div className="b-field">
      <label className="b-toggle">
        <input
          type="checkbox"
          checked={value}
          disabled={readOnly}
          onChange={(event) => change(event.target.checked)}
        />
        <span>{label}</span>
      </label>
      {hint && <p className="b-hint">{hint}</p>}
    </div>
  );
}
