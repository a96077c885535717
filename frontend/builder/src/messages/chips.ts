/** What fields and choices in a text are called where one writes; the text itself stays as it is. */

import { nameInWords } from "@/sentences/words";

const WRITTEN = /(\{\{.*?\}\}|\{%.*?%\})/gs;
const FIELD = /^\{\{-?\s*([a-z_][\w.]*)\s*(?:\|\s*(?:default\((['"])(.+?)\2\)|\w.*?))?\s*-?\}\}$/is;
const CHOICE = /^\{%-?\s*(?:(?:if|elif)\s+([a-z_][\w.]*)|(else)|(endif))\s*-?%\}$/i;

/** A part of a text, and where it stands. */
export interface Part {
  text: string;
  from: number;
  until: number;
  /** Of a field or a choice: what it is called. Null: text, or what has no words but its own. */
  words: string | null;
  /** Whether it is no text to be read. */
  field: boolean;
}

export function partsOf(value: string): Part[] {
  let until = 0;
  return value.split(WRITTEN).map((text, number) => {
    const from = until;
    until += text.length;
    const field = number % 2 === 1;
    return { text, from, until, field, words: field ? wordsFor(text) : null };
  });
}

/** `first name, else “there”`; `if known: account plan`. */
function wordsFor(written: string): string | null {
  const [, name, , instead] = FIELD.exec(written) ?? [];
  if (name) return instead ? `${called(name)}, else “${instead}”` : called(name);
  const [, asked, otherwise, end] = CHOICE.exec(written) ?? [];
  if (asked) return `if known: ${called(asked)}`;
  if (otherwise) return "otherwise";
  return end ? "in any case" : null;
}

/** As a step calls it that sends the text. */
const called = (name: string): string => nameInWords(name.replace(/^contact\./, ""));
