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

/** A sign that would be read as a mark, but for the backslash before it. */
export interface Escape extends Stands {
  kind: "escape";
}

/** A line across. */
export interface Rule extends Stands {
  kind: "rule";
}

export type Drawn = Chip | Stressed | Link | Line | Escape | Rule;

/** Behind a link that stands alone, makes it a button. */
export const BUTTON = "{.button}";

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

/** What was read last: one key reads the same text several times. */
const read = new Map<string, readonly Drawn[]>();

/** Everything in the text that is drawn otherwise than it is written. */
export function drawnIn(text: string, markdown: boolean): readonly Drawn[] {
  const key = `${markdown} ${text}`;
  const found = read.get(key) ?? readIn(text, markdown);
  read.delete(key);
  read.set(key, found);
  for (const [oldest] of read) if (read.size > 4) read.delete(oldest);
  return found;
}

function readIn(text: string, markdown: boolean): readonly Drawn[] {
  const chips = partsOf(text).flatMap(({ from, until, text: written, words }): Chip[] =>
    words === undefined ? [] : [{ kind: "chip", from, until, words, field: fieldIn(written) }],
  );
  if (!markdown) return chips;
  const page = new Page(text);
  for (const { from, until } of chips) {
    page.cover(from, until);
    page.standsAs(from, until, text[from + 1] === "%" ? "\u0000" : "x");
  }
  const [lines, rules] = linesIn(page);
  const escapes = escapesIn(page);
  const links = linksIn(page, text);
  return [...chips, ...lines, ...rules, ...escapes, ...links, ...stressedIn(page, lines, links)];
}

/** A text in which what has been read is covered, so that nothing else is read into it. */
class Page {
  private readonly signs: string[];
  private readonly besides: string[];

  constructor(text: string) {
    this.signs = text.split("");
    this.besides = text.split("");
  }

  get text(): string {
    return this.signs.join("");
  }

  /** What signs stand beside. */
  get beside(): string {
    return this.besides.join("");
  }

  cover(from: number, until: number): void {
    this.signs.fill("x", from, until);
  }

  standsAs(from: number, until: number, sign: string): void {
    this.besides.fill(sign, from, until);
  }
}

function escapesIn(page: Page): Escape[] {
  const found: Escape[] = [];
  for (const { index: from, 0: whole } of page.text.matchAll(INERT)) {
    const until = from + whole.length;
    page.cover(from, until);
    if (whole.startsWith("\\")) found.push({ kind: "escape", from, until });
  }
  return found;
}

function linesIn(page: Page): [Line[], Rule[]] {
  const found: Line[] = [];
  const rules: Rule[] = [];
  let from = 0;
  for (const line of page.text.split("\n")) {
    const until = from + line.length;
    if (RULE.test(line)) {
      page.cover(from, until);
      rules.push({ kind: "rule", from, until });
    } else
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
  return [found, rules];
}

function linksIn(page: Page, text: string): Link[] {
  const found: Link[] = [];
  const bare = withoutChoices(text);
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
    const isButton = button !== undefined && standsAloneIn(bare, from, until);
    found.push({
      kind: "link",
      from,
      until: isButton || !button ? until : until - button.length,
      words: { from: begins, until: ends },
      address: { from: ends + 2, until: ends + 2 + to.length },
      isButton,
    });
    // Its words may be bold; it itself may be, too.
    page.cover(from, begins);
    page.cover(ends, until);
  }
  return found;
}

/** What has to come above and below it, so that it stands alone in its paragraph as a button does.
 * Undefined: there is more on its line. */
export const roomAround = (text: string, from: number, until: number) =>
  ROOMS.find(([above, below]) => {
    const before = text.slice(0, from) + above;
    const behind = before + text.slice(from, until);
    const apart = withoutChoices(behind + below + text.slice(until));
    return standsAloneIn(apart, before.length, behind.length);
  });

const ROOMS = [
  ["", ""],
  ["\n", ""],
  ["", "\n"],
  ["\n", "\n"],
] as const;

const withoutChoices = (text: string): string =>
  text.replace(/\{%.*?%\}/gs, (choice) => "\u0000".repeat(choice.length));

/** Whether nothing stands beside it in its paragraph. A choice leaves nothing but its line. */
function standsAloneIn(bare: string, from: number, until: number): boolean {
  /** Two lines on one side of it. */
  const begins = bare.lastIndexOf("\n", bare.lastIndexOf("\n", from - 1) - 1);
  const ends = bare.indexOf("\n", bare.indexOf("\n", until) + 1);
  const linesOf = (part: string) => part.replaceAll("\u0000", "").split("\n");
  const [beside = "", above = ""] = linesOf(bare.slice(Math.max(0, begins), from)).reverse();
  const [behind = "", below = ""] = linesOf(bare.slice(until, ends < until ? undefined : ends));
  return !/\S/.test(beside + behind + below) && /^ {0,3}#|^\s*$/.test(above);
}

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
  for (const [nth, { words }] of links.entries()) blocks.fill(-1 - nth, words.from, words.until);
  return pairsIn(page.text, page.beside, (at) => blocks[at] ?? 0).map(({ from, until, mark }) => ({
    kind: mark === 2 ? "bold" : "italic",
    ...{ from, until, mark },
  }));
}
