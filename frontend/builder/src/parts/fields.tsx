/** The simple fields: text, numbers, choices. */

import { type ReactNode, useState } from "react";
import { useBuilder } from "@/app/context";
import { titleOf } from "@/sentences/words";
import {
  Field,
  type FieldProps,
  FieldSet,
  Hint,
  isNear,
  Refused,
  Room,
  useField,
  Wrong,
} from "./Field";
import { Icon } from "./Icon";
import { useScope } from "./scope";

export interface TextProps extends FieldProps {
  value: string;
  change: (value: string) => void;
  placeholder?: string;
  /** So many lines; one unless given. */
  lines?: number;
  mono?: boolean;
  /** So many characters fit: how many there are is said once that is near. More can be typed, and
   * is a finding. */
  most?: number;
  /** When the field is left. */
  leave?: () => void;
}

export function Text(props: TextProps) {
  const { value, change, placeholder, lines = 1, mono, most, leave, ...field } = props;
  const { readOnly } = useScope();
  const { document } = useBuilder();
  const className = mono ? "b-input b-mono" : "b-input";
  const left = () => {
    leave?.();
    document.seal();
  };
  return (
    <Field
      {...field}
      hint={
        most !== undefined && isNear(value, most) ? <Room text={value} most={most} /> : field.hint
      }
    >
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
            onKeyDown={(event) => event.key === "Enter" && leave?.()}
          />
        )
      }
    </Field>
  );
}

/**
 * A text that is taken over when the field is left, or by Enter: for names, which others refer to.
 * `refuse` says why it cannot be called so.
 */
export function NameField({
  value,
  change,
  refuse,
  shape,
  inWords = false,
  ...field
}: Omit<TextProps, "change"> & {
  change: (value: string) => void;
  refuse: (value: string) => string | null;
  /** What was typed as the name it can be. */
  shape?: (typed: string) => string;
  /** Whether `not-interested` is read, and may be written, as “Not interested”. */
  inWords?: boolean;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const said = (name: string) => (inWords ? titleOf(name) : name);
  const shaped = typed === null ? value : (shape?.(typed) ?? typed);
  const wanted = said(shaped) === said(value) ? value : shaped;
  const because = typed === null || wanted === value ? null : refuse(wanted);
  const leave = () => {
    setTyped(null);
    if (because === null && wanted !== value) change(wanted);
  };
  return (
    <Text
      {...field}
      value={typed ?? said(value)}
      change={setTyped}
      leave={leave}
      hint={
        because ??
        (typed !== null && said(wanted).toLowerCase() !== typed.toLowerCase()
          ? `It will be called “${said(wanted)}”.`
          : field.hint)
      }
    />
  );
}

export interface NumberProps extends FieldProps {
  value: number | undefined;
  change: (value: number) => void;
  min?: number;
  max?: number;
  /** Whether it may have a fraction. */
  fraction?: boolean;
  placeholder?: string;
}

/** What is typed is kept as it is while the field has the focus, and taken over once it fits. */
export function NumberField(props: NumberProps) {
  const { value, change, min, max, fraction = false, placeholder, ...field } = props;
  const { readOnly } = useScope();
  const { document } = useBuilder();
  const [typed, setTyped] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const fits = (number: number) =>
    Number.isFinite(number) &&
    (fraction || Number.isInteger(number)) &&
    number >= (min ?? -Infinity) &&
    number <= (max ?? Infinity);
  return (
    <Field
      {...field}
      hint={
        refused === null ? (
          field.hint
        ) : (
          <Refused typed={refused}>{numberInWords(min, max, fraction)}</Refused>
        )
      }
    >
      {(control) => (
        <input
          {...control}
          className="b-input b-number"
          type="text"
          inputMode={fraction ? "decimal" : "numeric"}
          value={typed ?? value ?? ""}
          placeholder={placeholder}
          readOnly={readOnly}
          autoComplete="off"
          onChange={(event) => {
            const text = event.target.value;
            setTyped(text);
            const number = Number(text.replace(",", "."));
            const isOne = text.trim() !== "" && fits(number);
            if (isOne) change(number);
            setRefused(isOne || text.trim() === "" ? null : text);
          }}
          onKeyDown={(event) => {
            const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
            if (by === undefined || readOnly || event.altKey) return;
            event.preventDefault();
            setTyped(null);
            if (fits((value ?? 0) + by)) change((value ?? 0) + by);
          }}
          onBlur={() => {
            setTyped(null);
            document.seal();
          }}
        />
      )}
    </Field>
  );
}

function numberInWords(
  min: number | undefined,
  max: number | undefined,
  fraction: boolean,
): string {
  const kind = fraction ? "a number" : "a whole number";
  if (min !== undefined && max !== undefined) return `${kind} from ${min} to ${max}`;
  if (min !== undefined) return `${kind}, at least ${min}`;
  return max === undefined ? kind : `${kind}, at most ${max}`;
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
        <Choices {...control} value={value} disabled={readOnly} options={options} change={change} />
      )}
    </Field>
  );
}

/** The browser's own list of choices, with our arrow. */
export function Choices<V extends string>({
  value,
  change,
  options,
  disabled,
  ...control
}: {
  value: V;
  change: (value: V) => void;
  options: readonly Option<V>[];
  disabled: boolean;
  id?: string;
  "aria-label"?: string;
}) {
  return (
    <span className="b-choices-box">
      <select
        {...control}
        className="b-input"
        value={value}
        disabled={disabled}
        onChange={(event) => change(event.target.value as V)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon name="down" size={14} />
    </span>
  );
}

/** A choice of a few, all in sight. */
export function Segmented<V extends string>({ value, change, options, ...field }: ChoiceProps<V>) {
  const { readOnly, base } = useScope();
  const name = `${base}.${field.path}`;
  return (
    <FieldSet {...field}>
      {() => (
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
      )}
    </FieldSet>
  );
}

/** On or off. */
export function Toggle({
  label,
  path = "",
  value,
  change,
  hint,
}: {
  label: ReactNode;
  /** Where what it switches stands, if findings about it belong here. */
  path?: string;
  value: boolean;
  change: (value: boolean) => void;
  hint?: ReactNode;
}) {
  const { readOnly } = useScope();
  const { box, control, problems } = useField({ path: path || "-", hint });
  return (
    <div className="b-field" ref={box}>
      <label className="b-toggle">
        <span>{label}</span>
        <input
          {...control}
          type="checkbox"
          checked={value}
          disabled={readOnly}
          onChange={(event) => change(event.target.checked)}
        />
      </label>
      <Hint id={control.id}>{hint}</Hint>
      <Wrong id={control.id} problems={problems} />
    </div>
  );
}
