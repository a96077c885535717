/** What of a text is seen, and where in it one stands: of what is hidden on either side, as one sees it. */

import type { Drawn, Escape, Line, Link, Stressed } from "./marks";

export interface Stands {
  from: number;
  until: number;
}

/** What words are; several at once are added up. */
export type Kinds = number;
export const BOLD = 1;
export const ITALIC = 2;

export const isStressed = (each: Drawn): each is Stressed =>
  each.kind === "bold" || each.kind === "italic";

export const isLink = (each: Drawn): each is Link => each.kind === "link";

export const isEscape = (each: Drawn): each is Escape => each.kind === "escape";

export const isLine = (each: Drawn): each is Line => "level" in each;

export const kindOf = ({ kind }: Stressed): Kinds => (kind === "bold" ? BOLD : ITALIC);

export const wordsIn = ({ from, until, mark }: Stressed): Stands => ({
  from: from + mark,
  until: until - mark,
});

/** What the sign behind this place is. */
export const kindsOf = (drawn: readonly Drawn[], at: number): Kinds =>
  kindsWhere(drawn, ({ from, until }) => from <= at && at < until);

/** The same of each sign of a text, for whoever asks of many. */
export function kindsIn(drawn: readonly Drawn[], length: number): (at: number) => Kinds {
  const kinds = new Uint8Array(length);
  for (const each of drawn)
    if (isStressed(each)) {
      const { from, until } = wordsIn(each);
      for (let at = from; at < until; at++) kinds[at] = (kinds[at] ?? 0) | kindOf(each);
    }
  return (at) => kinds[at] ?? 0;
}

/** Which places of a text lie within these parts. */
export function within(parts: readonly Stands[], length: number): (at: number) => boolean {
  const places = new Uint8Array(length);
  for (const { from, until } of parts) places.fill(1, from, until);
  return (at) => places[at] === 1;
}

/** What one would type at this place. */
export const kindsAt = (drawn: readonly Drawn[], at: number): Kinds =>
  kindsWhere(drawn, ({ from, until }) => from <= at && at <= until);

function kindsWhere(drawn: readonly Drawn[], isIn: (words: Stands) => boolean): Kinds {
  let kinds = 0;
  for (const each of drawn) if (isStressed(each) && isIn(wordsIn(each))) kinds |= kindOf(each);
  return kinds;
}

/** Whether it has words that stand for it; else it is seen as it is written. */
export const hasWords = ({ words }: Link): boolean => words.from < words.until;

/** What is written for how it is drawn, and not seen as such. */
export function hiddenOf(each: Drawn): Stands[] {
  switch (each.kind) {
    case "chip":
    case "rule":
      return [];
    case "link":
      return hasWords(each)
        ? [
            { from: each.from, until: each.words.from },
            { from: each.words.until, until: each.until },
          ]
        : [];
    case "bold":
    case "italic":
      return [
        { from: each.from, until: each.from + each.mark },
        { from: each.until - each.mark, until: each.until },
      ];
    case "escape":
      return [{ from: each.from, until: each.from + 1 }];
    default:
      return [{ from: each.from, until: each.mark }];
  }
}

/** A row of what is hidden: all places in it look the same. One stands at `place`. */
export interface Row extends Stands {
  place: number;
}

/** One goes on as what stands before is, but not with a link; and behind what a line begins with. */
export function rowsIn(drawn: readonly Drawn[]): Row[] {
  const hidden = drawn
    .flatMap((each) =>
      hiddenOf(each).map(({ from, until }) => ({
        ...{ from, until },
        place:
          isLine(each) || (isLink(each) && from === each.words.until && from < until)
            ? until
            : from,
      })),
    )
    .filter(({ from, until }) => from < until)
    .sort((one, other) => one.from - other.from || one.until - other.until);
  const rows: Row[] = [];
  for (const each of hidden) {
    const last = rows.at(-1);
    if (last && each.from <= last.until) {
      last.until = Math.max(last.until, each.until);
      if (each.place > each.from) last.place = Math.max(last.place, each.place);
    } else rows.push({ ...each });
  }
  return rows;
}

export const rowAt = (rows: readonly Row[], at: number): Row =>
  rows.find(({ from, until }) => from <= at && at <= until) ?? { from: at, until: at, place: at };
