/**
 * What a text is made of, for drawing it where one writes: fields, and of Markdown what mails have.
 * It reads, and changes nothing; what it does not know stays as it is written.
 */

import { fieldIn, type MergedField, partsOf } from "../chips";

interface Stands {
  from: number;
  until: number;
}

/** A field or a choice. `words` are empty where it has none but its own. */
export interface Chip extends Stands {
  kind: "chip";
  words: string;
  /** Null: more than a field, and seen as it is written by whoever is within. */
  field: MergedField | null;
}

/** Bold or italic: `mark` characters on either side of the words. */
export interface Stressed extends Stands {
  kind: "bold" | "italic";
  mark: number;
}

/** `[words](address)`, and `{.button}` behind it. */
export interface Link extends Stands {
  kind: "link";
  words: Stands;
  address: Stands;
  isButton: boolean;
  /** Whether it stands alone in its paragraph, as a button does. */
  isAlone: boolean;
  /** Whether it is yet to be written, in place of its words. */
  isNew?: boolean;
}

/** A line, and what it begins with. */
export interface Line extends Stands {
  kind: "heading" | "point" | "number" | "quote";
  /** Where what it begins with ends. */
  mark: number;
  /** How large a heading is, 1 is the largest; how far a point is set in. */
  level: number;
}

export type Drawn = Chip | Stressed | Link | Line;

const LINK =
  /(!?)\[((?:[^[\]\n]|\[[^[\]\n]*\])*)\]\(([^()\s]*)(?:[ \t]+"[^"\n]*")?\)(\{\.button\})?/g;
const LINES: readonly [Line["kind"], RegExp][] = [
  ["heading", /^ {0,3}(#{1,6}) +(?=\S)/],
  ["number", /^( *)\d{1,9}[.)] +/],
  ["point", /^( *)[-*+] +/],
  ["quote", /^ {0,3}()> ?/],
];
const RULE = /^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$/;
const STRESSED: readonly [Stressed["kind"], RegExp][] = [
  ["bold", /\*\*(?=\S)(?:(?!\n[ \t]*\n).)+?(?<=\S)\*\*(?!\*)/gs],
  ["bold", /(?<!\w)__(?=\S)(?:(?!\n[ \t]*\n).)+?(?<=\S)__(?!\w)/gs],
  ["italic", /\*(?=[^\s*])(?:(?!\n[ \t]*\n)[^*])+?(?<=\S)\*/gs],
  ["italic", /(?<!\w)_(?=[^\s_])(?:(?!\n[ \t]*\n)[^_])+?(?<=\S)_(?!\w)/gs],
];

/** Everything in the text that is drawn otherwise than it is written. */
export function drawnIn(text: string, markdown: boolean): Drawn[] {
  const chips = partsOf(text).flatMap(({ from, until, text: written, words }): Chip[] =>
    words === undefined ? [] : [{ kind: "chip", from, until, words, field: fieldIn(written) }],
  );
  if (!markdown) return chips;
  const page = new Page(text);
  for (const { from, until } of chips) page.cover(from, until);
  const lines = linesIn(page);
  // What is written as code, or behind a backslash, is no mark.
  page.coverAll(/`[^`\n]+`|\\[!-/:-@[-`{-~]/g);
  const links = linksIn(page, text);
  return [...chips, ...lines, ...links, ...stressedIn(page)];
}

/** A text in which what has been read is covered, so that nothing else is read into it. */
class Page {
  constructor(public text: string) {}

  cover(from: number, until: number): void {
    this.text = this.text.slice(0, from) + "x".repeat(until - from) + this.text.slice(until);
  }

  coverAll(pattern: RegExp): void {
    this.text = this.text.replace(pattern, (found) => "x".repeat(found.length));
  }
}

function linesIn(page: Page): Line[] {
  const found: Line[] = [];
  let from = 0;
  for (const line of page.text.split("\n")) {
    const until = from + line.length;
    for (const [kind, pattern] of RULE.test(line) ? [] : LINES) {
      const [whole, sign = ""] = pattern.exec(line) ?? [];
      if (whole === undefined) continue;
      found.push({ kind, from, until, mark: from + whole.length, level: sign.length });
      page.cover(from, from + whole.length);
      break;
    }
    from = until + 1;
  }
  return found;
}

function linksIn(page: Page, text: string): Link[] {
  const found: Link[] = [];
  for (const { index: from, 0: whole, 1: picture, 2: words = "", 3: to = "", 4: button } of [
    ...page.text.matchAll(LINK),
  ]) {
    const begins = from + 1;
    const ends = begins + words.length;
    const until = from + whole.length;
    if (picture) {
      page.cover(from, until);
      continue;
    }
    const isAlone = standsAlone(text, from, until);
    const isButton = button !== undefined && isAlone;
    found.push({
      kind: "link",
      from,
      until: isButton || !button ? until : until - button.length,
      words: { from: begins, until: ends },
      address: { from: ends + 2, until: ends + 2 + to.length },
      isButton,
      isAlone,
    });
    // Its words may be bold; it itself may be, too.
    page.cover(from, begins);
    page.cover(ends, until);
  }
  return found;
}

/** Whether nothing stands beside it in its paragraph. A choice leaves nothing but its line. */
export function standsAlone(text: string, from: number, until: number): boolean {
  const [beside = "", above = ""] = linesOf(text.slice(0, from)).reverse();
  const [behind = "", below = ""] = linesOf(text.slice(until));
  return !/\S/.test(beside + behind + below) && /^ {0,3}#|^\s*$/.test(above);
}

const linesOf = (text: string): string[] => text.replace(/\{%.*?%\}/gs, "").split("\n");

function stressedIn(page: Page): Stressed[] {
  const found: Stressed[] = [];
  for (const [kind, pattern] of STRESSED) {
    const mark = kind === "bold" ? 2 : 1;
    for (const { index: from, 0: whole } of [...page.text.matchAll(pattern)]) {
      const until = from + whole.length;
      found.push({ kind, from, until, mark });
      page.cover(from, from + mark);
      page.cover(until - mark, until);
    }
  }
  return found;
}
