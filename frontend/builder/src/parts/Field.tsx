/** A field with its label, what helps to fill it in, and what is wrong with it. */

import {
  type FocusEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import type { Problem } from "@/model/problem";
import { Icon } from "./Icon";
import { PageLink } from "./PageLink";
import { joinedPath, useProblems, useScope } from "./scope";

export interface FieldProps {
  label: string;
  /** Where its value stands in the definition, below the form's own place. */
  path: string;
  hint?: ReactNode;
  /** Whether the label is only for those who cannot see where the field stands. */
  quiet?: boolean;
  /** Whether it shows findings about anything inside of its value. */
  whole?: boolean;
}

export interface Control {
  id: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
}

export function Field({
  children,
  ...props
}: FieldProps & { children: (control: Control) => ReactNode }) {
  const { label, quiet = false, hint } = props;
  const { box, control, problems, touched } = useField(props);
  const { base } = useScope();
  return (
    <div {...touched} ref={box} data-path={joinedPath(base, props.path)}>
      <label htmlFor={control.id} className={quiet ? "unseen" : undefined}>
        {label}
      </label>
      {children(control)}
      <Hint id={control.id}>{hint}</Hint>
      <Wrong id={control.id} problems={problems} />
    </div>
  );
}

/** The same around several controls that are one field together. */
export function FieldSet({
  children,
  ...props
}: FieldProps & { children: (control: Control) => ReactNode }) {
  const { label, quiet = false, hint } = props;
  const { box, control, problems, touched } = useField(props);
  return (
    <div ref={box}>
      <fieldset {...touched} aria-describedby={control["aria-describedby"]}>
        <legend className={quiet ? "unseen" : undefined}>{label}</legend>
        {children(control)}
        <Hint id={control.id}>{hint}</Hint>
        <Wrong id={control.id} problems={problems} />
      </fieldset>
    </div>
  );
}

/** What every field has: its findings, and the focus when the reader is led to it. */
export function useField({
  path,
  hint,
  whole = false,
}: Pick<FieldProps, "path" | "hint" | "whole">) {
  const id = useId();
  const problems = useProblems(path, whole);
  const box = useLed<HTMLDivElement>(path);
  const about = [hint ? `${id}-hint` : "", problems.length > 0 ? `${id}-problem` : ""].join(" ");
  const touched = useTouched("b-field");
  const control: Control = { id };
  if (about.trim()) control["aria-describedby"] = about.trim();
  if (problems.some((problem) => problem.severity === "blocking")) control["aria-invalid"] = true;
  return { box, control, problems, touched };
}

/** What a field lacks that nobody has been at is no fault until it is left: `styles/fields.css`. */
export function useTouched(name: string) {
  const { drawn } = useScope();
  const [isNew] = useState(() => drawn.current);
  const [left, setLeft] = useState(false);
  return {
    className: `${name} ${left ? "b-left" : isNew ? "b-form-fresh" : ""}`,
    onBlur: (event: FocusEvent) =>
      event.currentTarget.contains(event.relatedTarget) || setLeft(true),
  };
}

/** A part of the form that takes the focus when the reader is led to it, or to anything inside. */
export function useLed<Element extends HTMLElement>(path: string): RefObject<Element | null> {
  const { field, led } = useScope();
  const box = useRef<Element>(null);
  const here = field !== null && (field === path || (path !== "" && field.startsWith(`${path}.`)));
  useEffect(() => {
    const focused = window.document.activeElement;
    if (!here || !led || !box.current || box.current.contains(focused)) return;
    // What is folded away cannot take the focus.
    const folded = box.current.closest("details");
    if (folded) folded.open = true;
    box.current.scrollIntoView({ block: "center" });
    focusIn(box.current);
  }, [here, led]);
  return box;
}

const FIELDS = "input, select, textarea, button, [role=textbox]";

/** The first field takes the focus, all of it chosen as by Tab; what helps to write in one does not. */
export function focusIn(box: Element | null | undefined): void {
  const fields = box?.querySelectorAll<HTMLElement>(FIELDS) ?? [];
  const first = [...fields].find((field) => !field.closest(".b-merge-tools"));
  first?.focus();
  if (first instanceof HTMLInputElement) first.select();
}

export function Hint({ id, children }: { id: string; children: ReactNode }) {
  if (!children) return null;
  return (
    <p className="b-hint" id={`${id}-hint`}>
      {children}
    </p>
  );
}

/** Whether there is little room left. `most`: so many characters fit. */
export const isNear = (text: string, most: number): boolean => [...text].length >= most * 0.8;

/** How much room is left. */
export function Room({ text, most }: { text: string; most: number }) {
  const count = [...text].length;
  return (
    <span className={count > most ? "b-text-bad" : undefined}>
      {count} of {most} characters.
    </span>
  );
}

/** Why what was typed is not taken over. It stays until something else is typed. */
export function Refused({ typed, children }: { typed: string; children: ReactNode }) {
  return (
    <span className="b-text-bad" role="alert">
      “{typed.trim()}” is not taken over. Write {children}.
    </span>
  );
}

/** What is wrong, and what to do. */
export function Wrong({ id, problems }: { id: string; problems: readonly Problem[] }) {
  if (problems.length === 0) return null;
  return (
    <ul className="b-wrongs" id={`${id}-problem`}>
      {problems.map((problem) => (
        <li
          key={`${problem.path} ${problem.message}`}
          className={`b-wrong b-wrong-${problem.severity} b-is-${problem.code}`}
        >
          <Icon name={problem.severity === "blocking" ? "error" : "warning"} size={13} />
          <span>
            {problem.message} {problem.hint} <PageLink {...problem} />
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Several controls under one heading. */
export function Group({ label, children }: { label: string; children: ReactNode }) {
  return (
    <fieldset className="b-group">
      <legend>{label}</legend>
      {children}
    </fieldset>
  );
}

/** What is seldom needed. It is open at first when something of it is said already. */
export function More({
  label = "More",
  open: first = false,
  children,
}: {
  label?: string;
  open?: boolean;
  children: ReactNode;
}) {
  // Once open, only the reader closes it: emptying its last field must not fold it away.
  const [open, setOpen] = useState(first);
  return (
    <details className="b-more" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Icon name="chevron" size={12} />
        {label}
      </summary>
      <div className="b-more-body">{children}</div>
    </details>
  );
}
