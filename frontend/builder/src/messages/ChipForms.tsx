/**
 * What can be done with the fields of a text where a message is written: the form of one, for what is
 * written where nobody has it; and which of them nobody knows.
 */

import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useScope } from "@/parts/scope";
import type { Part } from "./chips";
import "./chips.css";
import type { ChipsProps } from "./MergeText";

const FIELD = /^\{\{-?\s*([a-z_][\w.]*)\s*(?:\|\s*default\((['"])(.*?)\2\)\s*)?-?\}\}$/is;

/** A field that says no more than what stands for it. */
interface Field extends Part {
  name: string;
  instead: string;
  /** Which of all fields and choices in the text it is. */
  nth: number;
}

const fieldsIn = (parts: readonly Part[]): Field[] =>
  parts
    .filter(({ words }) => words !== undefined)
    .flatMap((part, nth) => {
      const [, name, , instead = ""] = FIELD.exec(part.text) ?? [];
      return name ? { ...part, name, instead, nth } : [];
    });

/** Beside the text, which it watches: a click on a field, or Enter within, asks about that. */
export function ChipForms({ area, parts, put }: ChipsProps) {
  const { readOnly, problems } = useScope();
  const [asked, setAsked] = useState<Field | null>(null);
  const fields = fieldsIn(parts);
  const unknown = problems.filter(({ code }) => code === "unknown_variable");
  const wrongIn = ({ name }: Field) => {
    const own = `“${name.slice(name.indexOf(".") + 1)}”`;
    return unknown.find(({ message }) => message.includes(own));
  };
  const latest = useRef(fields);
  useLayoutEffect(() => {
    latest.current = fields;
    const marks = area.current?.parentElement?.querySelectorAll("mark") ?? [];
    for (const mark of marks) mark.classList.remove("b-chip-wrong");
    const wrong = fields.filter(wrongIn);
    for (const { nth } of wrong) marks[nth]?.classList.add("b-chip-wrong");
    const [first] = wrong;
    if (area.current) area.current.title = (first && wrongIn(first)?.message) ?? "";
  });
  useEffect(() => {
    const text = area.current;
    if (!text || readOnly) return;
    const ask = (event: Event) => {
      const { selectionStart: at, selectionEnd } = text;
      const field = latest.current.find(({ from, until }) => from < at && at < until);
      if (!field || at !== selectionEnd) return;
      event.preventDefault();
      event.stopPropagation();
      setAsked(field);
    };
    const key = (event: KeyboardEvent) => {
      if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.isComposing)
        ask(event);
    };
    text.addEventListener("click", ask);
    text.addEventListener("keydown", key);
    return () => {
      text.removeEventListener("click", ask);
      text.removeEventListener("keydown", key);
    };
  }, [area, readOnly]);
  if (!asked) return null;
  const done = (text?: string) => {
    setAsked(null);
    area.current?.focus();
    if (text === undefined) return;
    area.current?.setSelectionRange(asked.from, asked.until);
    put(text);
  };
  return <ChipForm key={asked.from} field={asked} wrong={wrongIn(asked)?.message} done={done} />;
}

function ChipForm({
  field: { words, name, instead, nth },
  wrong,
  done,
}: {
  field: Field;
  /** What is wrong with the field, if anything. */
  wrong: string | undefined;
  /** The text it is to be; undefined: as it was. */
  done: (text?: string) => void;
}) {
  const [typed, setTyped] = useState(instead);
  const box = useRef<HTMLFieldSetElement>(null);
  const latest = useRef(done);
  useEffect(() => {
    latest.current = done;
  });
  useEffect(() => {
    const form = box.current;
    // Below the chip, wherever in a long text that stands.
    const text = form?.parentElement?.getBoundingClientRect();
    const chip = form?.parentElement?.querySelectorAll("mark")[nth]?.getBoundingClientRect();
    if (form && text && chip) form.style.top = `${chip.bottom - text.top + 4}px`;
    form?.querySelector("input")?.select();
    form?.scrollIntoView({ block: "nearest" });
    const outside = (event: PointerEvent) => {
      if (!form?.contains(event.target as Node)) latest.current();
    };
    window.document.addEventListener("pointerdown", outside);
    return () => window.document.removeEventListener("pointerdown", outside);
  }, [nth]);
  return (
    <fieldset
      ref={box}
      className="b-chip-form"
      aria-label={`The field “${words}”`}
      onKeyDown={(event) => {
        const isTaken = event.key === "Enter" && event.target instanceof HTMLInputElement;
        if (event.key !== "Escape" && !isTaken) return;
        event.preventDefault();
        event.stopPropagation();
        done(isTaken ? fieldOf(name, typed) : undefined);
      }}
    >
      {wrong && <p className="b-text-warn">{wrong}</p>}
      <label>
        <span>When it is not known, write</span>
        <input
          className="b-input"
          type="text"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
      <div>
        <button type="button" className="b-button" onClick={() => done(fieldOf(name, typed))}>
          Done
        </button>
        <button type="button" className="b-button b-button-quiet" onClick={() => done("")}>
          Remove the field
        </button>
      </div>
    </fieldset>
  );
}

/** As it is written in a template. A mark that would end it is written as printers write it. */
export function fieldOf(name: string, instead: string): string {
  const words = instead
    .trim()
    .replace(/'/g, "’")
    .replace(/[{}\\]/g, "");
  return words === "" ? `{{ ${name} }}` : `{{ ${name} | default('${words}') }}`;
}
