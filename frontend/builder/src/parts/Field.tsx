/** A field with its label, what helps to fill it in, and what is wrong with it. */

import { type ReactNode, useEffect, useId, useRef } from "react";
import { useProblem, useScope } from "./scope";

export interface FieldProps {
  label: string;
  /** Where its value stands in the definition, below the form's own place. */
  path: string;
  hint?: ReactNode;
  /** Whether the label is only for those who cannot see where the field stands. */
  quiet?: boolean;
}

export interface Control {
  id: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
}

export function Field({
  label,
  path,
  hint,
  quiet = false,
  children,
}: FieldProps & { children: (control: Control) => ReactNode }) {
  const id = useId();
  const scope = useScope();
  const problem = useProblem(path);
  const box = useRef<HTMLDivElement>(null);
  const wanted =
    scope.field !== null && (scope.field === path || scope.field.startsWith(`${path}.`));
  useEffect(() => {
    if (!wanted) return;
    box.current?.scrollIntoView({ block: "center" });
    box.current?.querySelector<HTMLElement>("input, textarea, select, button")?.focus();
  }, [wanted]);
  const about = [problem ? `${id}-problem` : "", hint ? `${id}-hint` : ""]
    .filter(Boolean)
    .join(" ");
  const control: Control = { id };
  if (about) control["aria-describedby"] = about;
  if (problem?.severity === "blocking") control["aria-invalid"] = true;
  return (
    <div className="b-field" ref={box}>
      <label htmlFor={id} className={quiet ? "unseen" : undefined}>
        {label}
      </label>
      {children(control)}
      {hint && (
        <p className="b-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {problem && (
        <p className={`b-wrong b-wrong-${problem.severity}`} id={`${id}-problem`}>
          {problem.message} {problem.hint}
        </p>
      )}
    </div>
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

/** What is seldom needed. Open when something of it is said already. */
export function More({
  label = "More",
  open = false,
  children,
}: {
  label?: string;
  open?: boolean;
  children: ReactNode;
}) {
  const { field } = useScope();
  return (
    <details className="b-more" open={open || field !== null || undefined}>
      <summary>{label}</summary>
      <div className="b-more-body">{children}</div>
    </details>
  );
}
