/**
 * Text with merge fields, which stand out as one writes. It stays the very text of the template: what
 * one types is what is kept, so nothing that somebody wrote by hand is ever put in another form.
 */

import { useRef } from "react";
import { useBuilder } from "@/app/context";
import { Field, type FieldProps } from "@/parts/Field";
import { useScope } from "@/parts/scope";
import { FieldMenu } from "./FieldMenu";
import type { Reader } from "./fields";
import { around, MARKS, nextPoint, type Replace, TextTools } from "./TextTools";

/** Enter goes on with a list; behind a point that says nothing it ends it. */
function goOn(event: React.KeyboardEvent<HTMLTextAreaElement>): void {
  const { value, selectionStart: at, selectionEnd } = event.currentTarget;
  const begin = value.lastIndexOf("\n", at - 1) + 1;
  const line = value.slice(begin, at);
  const next = nextPoint(line);
  const isPlain = !event.ctrlKey && !event.metaKey && !event.nativeEvent.isComposing;
  if (next === null || at !== selectionEnd || !isPlain) return;
  event.preventDefault();
  // As if it were typed, so that it is undone the same way.
  const isEmpty = /^ *(-|\d+\.) (\n|$)/.test(value.slice(begin));
  if (isEmpty) event.currentTarget.setSelectionRange(begin, at);
  document.execCommand("insertText", false, isEmpty ? "\n" : `\n${next}`);
}

const FIELD = /(\{\{.*?\}\}|\{%.*?%\})/gs;

export function MergeText({
  value,
  change,
  lines = 1,
  markdown = false,
  reader = "customer",
  placeholder,
  first = false,
  ...field
}: FieldProps & {
  value: string;
  change: (value: string) => void;
  lines?: number;
  /** Whether it can be bold, a list, a link. */
  markdown?: boolean;
  reader?: Reader;
  placeholder?: string;
  /** Whether one begins here when the dialog opens. */
  first?: boolean;
}) {
  const { readOnly } = useScope();
  const { document: edited } = useBuilder();
  const area = useRef<HTMLTextAreaElement>(null);
  /** Put text in place of what is chosen, and choose what is said of it; else one writes on behind it.
   * As if it were typed: whatever else puts it there takes the browser's own steps back away. */
  const replace: Replace = (make) => {
    const element = area.current;
    if (!element) return;
    const { selectionStart: start, selectionEnd: end } = element;
    const made = make(value.slice(start, end));
    const [from, to] = made.select ?? [made.text.length, made.text.length];
    element.focus();
    // Not while another event is told of: the text would be put back once before it is drawn.
    requestAnimationFrame(() => {
      if (!window.document.execCommand?.("insertText", false, made.text))
        change(value.slice(0, start) + made.text + value.slice(end));
      element.setSelectionRange(start + from, start + to);
    });
  };
  const press = (event: React.KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === "Enter") goOn(event);
    const mark = MARKS[event.key];
    if (!mark || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    replace(around(...mark));
  };
  return (
    <Field {...field}>
      {(control) => (
        <div className="b-merge">
          {!readOnly && (
            <div className="b-merge-tools">
              {markdown && <TextTools replace={replace} />}
              <FieldMenu
                into={field.label}
                reader={reader}
                take={(text) => replace(() => ({ text }))}
                leave={() => area.current?.focus()}
              />
            </div>
          )}
          <div className={lines > 1 ? "b-merge-text" : "b-merge-text b-merge-line"}>
            <div className="b-merge-back" aria-hidden="true">
              {value.split(FIELD).map((part, number) =>
                number % 2 === 1 ? (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text are in its order
                  <mark key={number}>{part}</mark>
                ) : (
                  part
                ),
              )}
              {"\n"}
            </div>
            <textarea
              {...control}
              ref={area}
              data-first={first || undefined}
              className="b-input"
              rows={lines}
              value={value}
              placeholder={placeholder}
              readOnly={readOnly}
              onChange={(event) =>
                change(lines > 1 ? event.target.value : event.target.value.replace(/\n/g, " "))
              }
              onKeyDown={markdown && !readOnly ? press : undefined}
              onBlur={edited.seal}
            />
          </div>
        </div>
      )}
    </Field>
  );
}
