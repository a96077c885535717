/**
 * Text with merge fields, which are chips with their words as one writes. It stays the very text of
 * the template: what one types is what is kept, so nothing that somebody wrote by hand is ever put in
 * another form. Where one is writing within a field, it is seen as it is written.
 */

import {
  type ComponentType,
  createContext,
  type RefObject,
  useContext,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useBuilder } from "@/app/context";
import { Field, type FieldProps } from "@/parts/Field";
import { useScope } from "@/parts/scope";
import { type Part, partsOf } from "./chips";
import { FieldMenu } from "./FieldMenu";
import type { Reader } from "./fields";
import { around, MARKS, nextPoint, type Replace, TextTools } from "./TextTools";

export interface ChipsProps {
  area: RefObject<HTMLTextAreaElement | null>;
  parts: readonly Part[];
  /** In place of what is chosen in the text. */
  put: (text: string) => void;
}

/** What can be done with its fields, in a window that has room for that. */
export const ChipsOf = createContext<ComponentType<ChipsProps> | null>(null);

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

/** Put the words of each chip over what is written, where most of it stands on one line. */
function place(back: HTMLElement): void {
  const { x, y } = back.getBoundingClientRect();
  for (const chip of back.querySelectorAll("span")) {
    const lines = [...(chip.parentElement?.getClientRects() ?? [])];
    const [most] = lines.sort((one, other) => other.width - one.width);
    if (most)
      chip.style.cssText = `translate:${most.x - x - 1}px ${most.y - y - 1}px;width:${most.width}px;line-height:${most.height}px`;
  }
}

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
  const Chips = useContext(ChipsOf);
  const { document: edited } = useBuilder();
  const area = useRef<HTMLTextAreaElement>(null);
  const back = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<readonly [from: number, until: number] | null>(null);
  const parts = partsOf(value);
  const said = parts.flatMap(({ words }) => words || []).join("; ");
  useLayoutEffect(() => {
    const behind = back.current;
    if (!behind) return;
    const sizes = new ResizeObserver(() => place(behind));
    place(behind);
    sizes.observe(behind);
    return () => sizes.disconnect();
  });
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
  const put = (text: string) => replace(() => ({ text }));
  const press = (event: React.KeyboardEvent<HTMLTextAreaElement>) => {
    if (markdown && event.key === "Enter") goOn(event);
    // It is one line of text, wherever it breaks.
    else if (event.key === "Enter" && lines === 1) event.preventDefault();
    whole(event.currentTarget, event.key);
    const mark = MARKS[event.key];
    if (!mark || !markdown || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    replace(around(...mark));
  };
  /** A field goes as a whole: it is chosen, and then taken away by what follows. */
  const whole = (element: HTMLTextAreaElement, key: string) => {
    const { selectionStart: at, selectionEnd } = element;
    if (at !== selectionEnd) return;
    const gone = parts.find(
      ({ words, from, until }) =>
        words && ((key === "Backspace" && until === at) || (key === "Delete" && from === at)),
    );
    if (gone) element.setSelectionRange(gone.from, gone.until);
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
                take={put}
                leave={() => area.current?.focus()}
              />
            </div>
          )}
          <div className={lines > 1 ? "b-merge-text" : "b-merge-text b-merge-line"}>
            <div className="b-merge-back" aria-hidden="true" ref={back}>
              {parts.map(({ text, from, until, words }) =>
                words !== undefined ? (
                  <mark key={from}>
                    {words && !chosen?.some((at) => from < at && at < until) ? (
                      <>
                        <i>{text}</i>
                        <span>{words}</span>
                      </>
                    ) : (
                      text
                    )}
                  </mark>
                ) : (
                  text
                ),
              )}
              {"\n"}
            </div>
            <textarea
              {...control}
              ref={area}
              aria-description={said || undefined}
              data-first={first || undefined}
              className="b-input"
              rows={lines}
              value={value}
              placeholder={placeholder}
              readOnly={readOnly}
              onChange={(event) =>
                change(lines > 1 ? event.target.value : event.target.value.replace(/\n/g, " "))
              }
              onKeyDown={readOnly ? undefined : press}
              onSelect={({ currentTarget: { selectionStart, selectionEnd } }) =>
                setChosen([selectionStart, selectionEnd])
              }
              onBlur={() => {
                setChosen(null);
                edited.seal();
              }}
            />
            {Chips && <Chips area={area} parts={parts} put={put} />}
          </div>
        </div>
      )}
    </Field>
  );
}
