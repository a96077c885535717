/**
 * What a text is made of, for drawing it where one writes: fields, and of Markdown what mails have.
 * It reads, and changes nothing; what it does not know stays as it is written.
 */

import { fieldIn, type MergedField, partsOf } from "../chips";
import { pairsIn } from "./stresses";

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
  ["heading", /^ {0,3}(#{1,6}) +/],
  ["number", /^( *)\d{1,9}[.)] +/],
  ["point", /^( *)[-*+] +/],
  ["quote", /^ {0,3}()> ?/],
];
const RULE = /^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$/;
/** Written as code, or behind a backslash: no mark. */
export const INERT = /`[^`\n]+`|\\[!-/:-@[-`{-~]/g;

/** Everything in the text that is drawn otherwise than it is written. */
export function drawnIn(text: string, markdown: boolean): Drawn[] {
  const chips = partsOf(text).flatMap(({ from, until, text: written, words }): Chip[] =>
    words === undefined ? [] : [{ kind: "chip", from, until, words, field: fieldIn(written) }],
  );
  if (!markdown) return chips;
  const page = new Page(text);
  for (const { from, until } of chips) {
    page.cover(from, until);
    page.standsAs(from, until, text[from + 1] === "%" ? "\u0000" : "x");
  }
  const lines = linesIn(page);
  page.coverAll(INERT);
  const links = linksIn(page, text);
  return [...chips, ...lines, ...links, ...stressedIn(page, lines, links)];
}

/** A text in which what has been read is covered, so that nothing else is read into it. */
class Page {
  /** What signs stand beside. */
  beside: string;

  constructor(public text: string) {
    this.beside = text;
  }

  cover(from: number, until: number): void {
    this.text = this.text.slice(0, from) + "x".repeat(until - from) + this.text.slice(until);
  }

  standsAs(from: number, until: number, sign: string): void {
    const { beside } = this;
    this.beside = beside.slice(0, from) + sign.repeat(until - from) + beside.slice(until);
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
    if (RULE.test(line)) page.cover(from, until);
    else
      for (const [kind, pattern] of LINES) {
        const [whole, sign = ""] = pattern.exec(line) ?? [];
        if (whole === undefined) continue;
        const mark = from + whole.length;
        found.push({ kind, from, until, mark, level: sign.length });
        page.cover(from, mark);
        page.standsAs(from, mark, " ");
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

/** Signs of two paragraphs make no pair, nor do those within a link and beside it. */
function stressedIn(page: Page, lines: readonly Line[], links: readonly Link[]): Stressed[] {
  const begun = new Map(lines.map((line) => [line.from, line]));
  const blocks: number[] = [];
  let [from, block] = [0, 0];
  let above: Line | undefined;
  for (const line of page.text.split("\n")) {
    const own = begun.get(from);
    const goesOn = own?.kind === "quote" ? above?.kind === "quote" : !own;
    if (!goesOn || above?.kind === "heading" || line.trim() === "") block++;
    for (let each = 0; each <= line.length; each++) blocks.push(block);
    from += line.length + 1;
    above = own;
  }
  const scopeOf = (at: number) => {
    const link = links.findIndex(({ words }) => words.from <= at && at < words.until);
    return link < 0 ? (blocks[at] ?? 0) : `link ${link}`;
  };
  return pairsIn(page.text, page.beside, scopeOf).map(({ from, until, mark }) => ({
    kind: mark === 2 ? "bold" : "italic",
    ...{ from, until, mark },
  }));
}
