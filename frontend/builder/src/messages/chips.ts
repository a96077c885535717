/** What fields and choices in a text are called where one writes; the text itself stays as it is. */

import { nameInWords } from "@/sentences/words";

/** One that is not finished ends with its line, or where the next begins. */
const WRITTEN = /(\{\{(?!\{)(?:(?!\{\{)[^\n])*?\}\}|\{%.*?%\})/gs;
const READ =
  /^\{([{%])-?\s*(if |elif )?\s*([a-z_][\w.]*)\s*(\|\s*default\((['"])(.+?)\5\)|\|.*?)?\s*-?[%}]\}$/is;
const FIELD = /^\{\{-?\s*([a-z_][\w.]*)\s*(?:\|\s*default\((['"])(.*?)\2\)\s*)?-?\}\}$/is;

/** A part of a text, and where it stands. */
export interface Part {
  text: string;
  from: number;
  until: number;
  /** Of a field or a choice: what it is called; empty, where it has no words but its own. */
  words?: string;
}

/** A field that says no more than what stands for it. */
export interface MergedField {
  name: string;
  instead: string;
}

export function partsOf(value: string): Part[] {
  let until = 0;
  return value.split(WRITTEN).map((text, number) => {
    const from = until;
    until += text.length;
    return { text, from, until, ...(number % 2 === 1 && { words: wordsFor(text) }) };
  });
}

export function fieldIn(written: string): MergedField | null {
  const [, name, , instead = ""] = FIELD.exec(written) ?? [];
  return name ? { name, instead } : null;
}

/** As it is written in a template. A mark that would end it is written as printers write it. */
export function fieldOf(name: string, instead: string): string {
  const words = instead
    .trim()
    .replace(/'/g, "’")
    .replace(/[{}\\]/g, "");
  return words === "" ? `{{ ${name} }}` : `{{ ${name} | default('${words}') }}`;
}

/** As a step calls it that sends the text. */
export const calledOf = (name: string): string => nameInWords(name.replace(/^contact\./, ""));

/** `first name, else “there”`; `if known: account plan`. */
function wordsFor(written: string): string {
  const [, kind, asks, name = "", shaped, , instead] = READ.exec(written) ?? [];
  const called = calledOf(name);
  if (kind === "{") return instead ? `${called}, else “${instead}”` : called;
  if (asks) return shaped ? "" : `if known: ${called}`;
  return { else: "otherwise", endif: "in any case" }[name] ?? "";
}
