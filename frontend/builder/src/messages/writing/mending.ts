/**
 * What becomes of a text when something in it is replaced, as one sees it: marks are no letters. They go
 * with the last of their words, stay while one of these does, and stand around words and nothing else.
 */

import {
  hasWords,
  hiddenOf,
  isLine,
  isLink,
  isStressed,
  type Kinds,
  kindsAt,
  kindsOf,
  rowAt,
  rowsIn,
  wordsIn,
} from "./looking";
import { type Drawn, drawnIn, type Link, type Stressed } from "./marks";
import { restressed, wholePart } from "./restressing";
import { isBlank } from "./stresses";

export interface Written {
  text: string;
  drawn: readonly Drawn[];
  /** Where one stands. */
  head: number;
  /** What one types there, where it is not what the words are within which it is. */
  going: Kinds | null;
}

export interface Deed {
  from: number;
  until: number;
  insert: string;
  /** Whether it brings marks of its own. */
  pasted?: boolean;
  /** Whether it is of what was chosen, and not of what stands beside where one is. */
  chosen?: boolean;
}

export type Mended = Omit<Written, "drawn">;

export function mended(before: Written, deed: Deed): Mended {
  const { at, insert, kinds, gone, stay } = taken(before, deed);
  const { now, moved, back } = replaced(before.text, gone, at, insert);
  const begins = moved(at) - insert.length;
  const ends = begins + insert.length;
  const going = insert ? (deed.pasted ? null : kinds) : deed.chosen ? null : goingOn(before, stay);
  const told = (text: string, at: number): Mended => {
    const drawn = drawnIn(text, true);
    const head = behindSign(drawn, at);
    const isSame = going === null || kindsAt(drawn, head) === going;
    return { text, head, going: isSame ? null : going };
  };
  // What one writes by hand stands as it is written.
  if (!deed.pasted && /^[^\n]*[*_`\\[\]<>&][^\n]*$/.test(insert))
    return { text: now, head: ends, going: null };

  const own = deed.pasted ? drawnIn(insert, true) : [];
  const ownMarks = own.filter(isStressed).flatMap(hiddenOf);
  const isOwnMark = (place: number) => isWithin(ownMarks, place - begins);
  const isNew = (place: number) => begins <= place && place < ends;
  const wanted = (place: number): Kinds => {
    if (isNew(place)) return kinds | kindsOf(own, place - begins);
    const then = back(place);
    return then === undefined ? 0 : kindsOf(before.drawn, then);
  };
  const read = drawnIn(now, true);
  const all = stay.map((each) => ({
    ...each,
    from: moved(each.from),
    until: moved(each.until - 1) + 1,
  }));
  const lost = lostOf(all, read);
  const isSo = (place: number) =>
    isBlank(now[place] ?? "") || isOwnMark(place) || kindsOf(read, place) === wanted(place);
  const isFine =
    lost.length === 0 && Array.from(insert, (_, nth) => begins + nth).every((place) => isSo(place));
  if (isFine) return told(now, ends);

  const left = kinds ? blanksIn(/[ \t]*$/, now.slice(0, begins)) : 0;
  const right = kinds ? blanksIn(/^[ \t]*/, now.slice(ends)) : 0;
  const part = wholePart(all, {
    from: Math.min(begins - left, ...lost.map(({ from }) => from)),
    until: Math.max(ends + right, ...lost.map(({ until }) => until)),
  });
  const marks = all.flatMap(hiddenOf);
  const isGone = (place: number) => isWithin(marks, place) || (isNew(place) && isOwnMark(place));
  const made = restressed(now, part, isGone, wanted);
  return told(made.text, made.moved(ends));
}

/** The text as it is now, in which lines begin otherwise: what was bold or italic in them is still. */
export function mendedLines(
  drawn: readonly Drawn[],
  now: string,
  moved: (at: number, assoc: 1 | -1) => number,
  back: (at: number) => number,
): string {
  const all = drawn
    .filter(isStressed)
    .map((each) => ({ ...each, from: moved(each.from, 1), until: moved(each.until, -1) }));
  const lost = lostOf(all, drawnIn(now, true));
  if (lost.length === 0) return now;
  const part = wholePart(all, {
    from: Math.min(...lost.map(({ from }) => from)),
    until: Math.max(...lost.map(({ until }) => until)),
  });
  const marks = all.flatMap(hiddenOf);
  return restressed(
    now,
    part,
    (place) => isWithin(marks, place),
    (place) => kindsOf(drawn, back(place)),
  ).text;
}

/** Those that are read otherwise now. */
const lostOf = (all: readonly Stressed[], read: readonly Drawn[]): Stressed[] =>
  all.filter(({ kind, from, until }) =>
    read.every((each) => each.kind !== kind || each.from !== from || each.until !== until),
  );

const blanksIn = (pattern: RegExp, text: string): number => pattern.exec(text)?.[0].length ?? 0;

const isWithin = (parts: readonly { from: number; until: number }[], place: number): boolean =>
  parts.some(({ from, until }) => from <= place && place < until);

/** Nobody writes before what a line begins with. */
const behindSign = (drawn: readonly Drawn[], at: number): number =>
  drawn.filter(isLine).find(({ from, mark }) => from <= at && at < mark)?.mark ?? at;

/** Behind what was taken one goes on as before, if there is something left of that. */
const goingOn = ({ head, going }: Written, stay: readonly Stressed[]): Kinds =>
  going ?? kindsAt(stay, head);

interface Taken {
  at: number;
  insert: string;
  /** What is put in is this, but for its own marks. */
  kinds: Kinds;
  gone: readonly boolean[];
  stay: Stressed[];
}

/** What goes with what is taken, and what stays of it. */
function taken(before: Written, deed: Deed): Taken {
  const { text, drawn, head, going } = before;
  const { from, until } = seenAs(before, deed);
  const all = drawn.filter(
    (each): each is Link | Stressed => isStressed(each) || (isLink(each) && hasWords(each)),
  );
  const hidden = spread(text.length, all.flatMap(hiddenOf));
  const seenIn = (part: { from: number; until: number }) =>
    Array.from({ length: part.until - part.from }, (_, nth) => part.from + nth).filter(
      (place) => !hidden[place],
    );
  const wordsOf = (each: Link | Stressed) => seenIn(isLink(each) ? each.words : wordsIn(each));
  const seen = seenIn({ from, until });
  const [first] = seen;
  // Other words for a link are still one.
  const isRenamed = (each: Link | Stressed) =>
    isLink(each) && !/^\s*$|\n/.test(deed.insert) && `${wordsOf(each)}` === `${seen}`;
  const isEnded = (each: Link | Stressed) => {
    const words = wordsOf(each);
    const isTaken = words.every((place) => from <= place && place < until);
    return words.length > 0 && isTaken && !isRenamed(each);
  };
  const ended = all.filter(isEnded);
  const stay = all.filter((each) => !ended.includes(each));
  const stays = spread(text.length, stay.flatMap(hiddenOf));
  const ends = spread(text.length, ended.flatMap(hiddenOf));
  const renamed = stay.filter(isLink).find(isRenamed);
  const link = stay.filter(isLink).find(({ words }) => words.from < from && from < words.until);
  const natural = from === head && going !== null ? going : kindsAt(drawn, from);
  return {
    at: renamed ? renamed.words.from : from,
    insert: renamed || link ? wordsFor(deed.insert) : deed.insert,
    kinds: first === undefined ? natural : kindsOf(drawn, first),
    gone: Array.from(stays, (isKept, place) => {
      return ends[place] === true || (from <= place && place < until && !isKept);
    }),
    stay: stay.filter(isStressed),
  };
}

/** Nothing in it ends the words of a link. */
const wordsFor = (typed: string): string =>
  typed.replace(/\s*\n\s*/g, " ").replace(/(?<!\\)[[\]]/g, "\\$&");

/** Which places of a text lie within these parts. */
function spread(length: number, parts: readonly { from: number; until: number }[]): boolean[] {
  const places = new Array<boolean>(length).fill(false);
  for (const { from, until } of parts) places.fill(true, from, until);
  return places;
}

/** Where all places look the same, it is done where one stands; and a line that is joined to another is
 * none of its own any more. */
function seenAs({ text, drawn, head }: Written, { from, until, insert }: Deed) {
  if (from === until) {
    const row = rowAt(rowsIn(drawn), from);
    const isHere = row.from <= head && head <= row.until;
    const at = behindSign(drawn, isHere ? head : row.place);
    // No line ends at either end of the words of a link.
    const link = insert.includes("\n")
      ? drawn.filter(isLink).find(({ words }) => words.from === at || words.until === at)
      : undefined;
    const place = link ? (at === link.words.from ? link.from : link.until) : at;
    return { from: place, until: place };
  }
  const begins = from === 0 || text[from - 1] === "\n";
  const joined = drawn.find(
    (each) => isLine(each) && each.from > from && each.from <= until && until < each.mark,
  );
  return { from, until: joined && isLine(joined) && !begins ? joined.mark : until };
}

/** The text without what is gone, and with what is put in; and where a place of either is in the other. */
function replaced(text: string, gone: readonly boolean[], at: number, insert: string) {
  const places: number[] = [];
  const back = new Map<number, number>();
  let now = "";
  for (let place = 0; place <= text.length; place++) {
    if (place === at) now += insert;
    places.push(now.length);
    if (gone[place]) continue;
    back.set(now.length, place);
    now += text[place] ?? "";
  }
  return {
    now,
    moved: (place: number) => places[place] ?? now.length,
    back: (place: number) => back.get(place),
  };
}
