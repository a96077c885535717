/**
 * Text with merge fields. What it is written in is loaded with the first of them; until then, and where
 * that cannot be had, it is written as it is kept.
 */

import { type ComponentType, useEffect, useRef, useState } from "react";
import { useBuilder } from "@/app/context";
import { type Control, Field, type FieldProps } from "@/parts/Field";
import { useScope } from "@/parts/scope";
import { withScheme } from "./addresses";
import type { Reader } from "./fields";

interface TextProps {
  value: string;
  change: (value: string) => void;
  lines?: number;
  /** Whether it can be bold, a list, a link. */
  markdown?: boolean;
  /** Whether it is where something leads, or lies. */
  address?: boolean;
  reader?: Reader;
  placeholder?: string;
  /** Whether one begins here when the dialog opens. */
  first?: boolean;
}

export interface WritingProps extends TextProps {
  control: Control;
  label: string;
  lines: number;
  readOnly: boolean;
  leave: () => void;
  /** Where one was writing before it was there, if one was. */
  caret: () => readonly [from: number, until: number] | null;
}

let Loaded: ComponentType<WritingProps> | undefined;

/** Stays away where a browser cannot tell what in a text is clicked on. */
export async function loadWriting(): Promise<void> {
  if (Loaded || !("caretRangeFromPoint" in document || "caretPositionFromPoint" in document))
    return;
  Loaded = await import("./writing/Writing").then(
    (loaded) => loaded.default,
    () => undefined,
  );
}

export function MergeText(props: FieldProps & TextProps) {
  const { value, change, lines = 1, address = false, first, label } = props;
  const { placeholder = address ? "https://" : "" } = props;
  const { readOnly } = useScope();
  const { document: edited } = useBuilder();
  const [Writing, setWriting] = useState(() => Loaded);
  /** The plain text while one is in it; it has its caret also when it is gone. */
  const left = useRef<HTMLTextAreaElement>(null);
  const composing = useRef(false);
  // Not in the middle of a sign that takes several keys.
  const come = () => {
    if (!composing.current) setWriting(() => Loaded);
  };
  const latest = useRef(come);
  useEffect(() => {
    if (!Writing) loadWriting().then(latest.current);
  }, [Writing]);
  const leave = () => {
    const whole = address ? withScheme(value) : value;
    if (whole !== value) change(whole);
    edited.seal();
  };
  return (
    <Field {...props}>
      {(control) =>
        Writing ? (
          <Writing
            key={`${readOnly}`}
            {...props}
            {...{ control, label, lines, readOnly, placeholder, leave }}
            caret={() => {
              const box = left.current;
              left.current = null;
              return box && [box.selectionStart, box.selectionEnd];
            }}
          />
        ) : (
          <textarea
            {...control}
            data-first={first || undefined}
            className="b-input"
            rows={lines}
            value={value}
            placeholder={placeholder || undefined}
            readOnly={readOnly}
            onChange={({ target }) =>
              change(lines > 1 ? target.value : target.value.replace(/\n/g, " "))
            }
            // It is one line of text, wherever it breaks.
            onKeyDown={(event) => {
              if (event.key === "Enter" && lines === 1) event.preventDefault();
            }}
            onCompositionStart={() => {
              composing.current = true;
            }}
            onCompositionEnd={() => {
              composing.current = false;
              setTimeout(come);
            }}
            onFocus={({ target }) => {
              left.current = target;
            }}
            onBlur={() => {
              left.current = null;
              leave();
            }}
          />
        )
      }
    </Field>
  );
}
