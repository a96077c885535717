/**
 * What becomes of a text when something in it is replaced, as one sees it: marks are no letters. They go
 * with the last of their words, stay while one of these does, and stand around words and nothing else.
 */

import {
  hasWords,
  hiddenOf,
  isEscape,
  isLine,
  isLink,
  isStressed,
  type Kinds,
  kindsAt,
  kindsIn,
  kindsOf,
  rowAt,
  rowsIn,
  within,
  wordsIn,
} from "./looking";
import { BUTTON, type Drawn, drawnIn, type Escape, type Link, type Stressed } from "./marks";
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
  const made = mendedBeside(before, deed);
  const isFine = (now: Mended) => now === withoutLoose(now, before.drawn, before.text);
  if (isFine(made)) return made;
  // Beside a button nothing stands: what is written there begins a paragraph, or ends the one above it.
  if (deed.from === deed.until && deed.insert.trim() !== "")
    for (const [above, below] of APART) {
      const insert = above + deed.insert + below;
      const { text, head, going } = mendedBeside(before, { ...deed, insert });
      const apart = { text, head: head - below.length, going };
      if (isFine(apart)) return apart;
    }
  return withoutLoose(made, before.drawn, before.text);
}

const APART = [["\n", ""], ["\n\n", ""], ["", "\n"], ["", "\n\n"], ["\n", "\n"]] as const; // biome-ignore format: one line

/** What made a link a button, where it cannot be one. */
const loose = (drawn: readonly Drawn[], text: string): number[] =>
  drawn.flatMap((each) => {
    const at = isLink(each) && !each.isButton ? text.indexOf(BUTTON, each.until) : -1;
    return at >= 0 && /^\**$/.test(text.slice(each.until, at)) ? at : [];
  });

/** A button that others stand beside is a link. */
export function withoutLoose(made: Mended, drawn: readonly Drawn[], before: string): Mended {
  let { text: now, head: at } = made;
  const all = loose(drawnIn(now, true), now);
  if (all.length <= loose(drawn, before).length) return made;
  for (const from of all.reverse()) {
    now = now.slice(0, from) + now.slice(from + BUTTON.length);
    at -= Math.min(BUTTON.length, Math.max(0, at - from));
  }
  return { text: now, head: at, going: made.going };
}

function mendedBeside(before: Written, deed: Deed): Mended {
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
  const isOwn = within(own.filter(isStressed).flatMap(hiddenOf), insert.length);
  const isOwnMark = (place: number) => isOwn(place - begins);
  const [kindsOwn, kindsThen] = [
    kindsIn(own, insert.length),
    kindsIn(before.drawn, before.text.length),
  ];
  const isNew = (place: number) => begins <= place && place < ends;
  const wanted = (place: number): Kinds => {
    if (isNew(place)) return kinds | kindsOwn(place - begins);
    const then = back(place);
    return then === undefined ? 0 : kindsThen(then);
  };
  const read = drawnIn(now, true);
  const kindsNow = kindsIn(read, now.length);
  const all = stay.map((each) => ({
    ...each,
    from: moved(each.from),
    until: moved(each.until - 1) + 1,
  }));
  const lost = lostOf(all, read);
  const isSo = (place: number) =>
    isBlank(now[place] ?? "") || isOwnMark(place) || kindsNow(place) === wanted(place);
  const isFine =
    lost.length === 0 && Array.from(insert, (_, nth) => begins + nth).every((place) => isSo(place));
  if (isFine) return told(now, ends);

  const left = kinds ? blanksIn(/[ \t]*$/, now.slice(0, begins)) : 0;
  const right = kinds ? blanksIn(/^[ \t]*/, now.slice(ends)) : 0;
  const part = wholePart(all, {
    from: Math.min(begins - left, ...lost.map(({ from }) => from)),
    until: Math.max(ends + right, ...lost.map(({ until }) => until)),
  });
  const isMark = within(all.flatMap(hiddenOf), now.length);
  const isGone = (place: number) => isMark(place) || (isNew(place) && isOwnMark(place));
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
  const kinds = kindsIn(drawn, back(now.length) + 1);
  return restressed(now, part, within(all.flatMap(hiddenOf), now.length), (place) =>
    kinds(back(place)),
  ).text;
}

/** Those that are read otherwise now. */
function lostOf(all: readonly Stressed[], read: readonly Drawn[]): Stressed[] {
  const told = ({ kind, from, until }: Drawn) => `${kind} ${from} ${until}`;
  const found = new Set(read.map(told));
  return all.filter((each) => !found.has(told(each)));
}

const blanksIn = (pattern: RegExp, text: string): number => pattern.exec(text)?.[0].length ?? 0;

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
  gone: (place: number) => boolean;
  stay: Stressed[];
}

/** What goes with what is taken, and what stays of it. */
function taken(before: Written, deed: Deed): Taken {
  const { text, drawn, head, going } = before;
  const { from, until } = seenAs(before, deed);
  const all = drawn.filter(
    (each): each is Link | Stressed | Escape =>
      isStressed(each) || isEscape(each) || (isLink(each) && hasWords(each)),
  );
  const hidden = within(all.flatMap(hiddenOf), text.length);
  const seenIn = (part: { from: number; until: number }) =>
    Array.from({ length: part.until - part.from }, (_, nth) => part.from + nth).filter(
      (place) => !hidden(place),
    );
  const wordsOf = (each: Link | Stressed | Escape) =>
    seenIn(isLink(each) ? each.words : isEscape(each) ? each : wordsIn(each));
  const seen = seenIn({ from, until });
  const [first] = seen;
  // Other words for a link are still one.
  const isName =
    !/^\s*$|\n/.test(deed.insert) && !(deed.pasted && drawnIn(deed.insert, true).some(isLink));
  const isRenamed = (each: Link | Stressed | Escape) =>
    isName && isLink(each) && first !== undefined && `${wordsOf(each)}` === `${seen}`;
  const isEnded = (each: Link | Stressed | Escape) => {
    if (each.until <= from || until <= each.from) return false;
    const words = wordsOf(each);
    const isTaken = words.every((place) => from <= place && place < until);
    return words.length > 0 && isTaken && !isRenamed(each);
  };
  const ended = new Set(all.filter(isEnded));
  const stay = all.filter((each) => !ended.has(each));
  const stays = within(stay.flatMap(hiddenOf), text.length);
  const ends = within([...ended].flatMap(hiddenOf), text.length);
  const renamed = stay.filter(isLink).find(isRenamed);
  const link = stay.filter(isLink).find(({ words }) => words.from < from && from < words.until);
  const here = rowAt(rowsIn(drawn), head);
  const isHere = here.from <= from && from <= here.until;
  const natural = isHere && going !== null ? going : kindsAt(drawn, from);
  return {
    at: renamed ? renamed.words.from : from,
    insert: renamed || link ? wordsFor(deed.insert, deed.pasted === true) : deed.insert,
    kinds: first === undefined ? natural : kindsOf(drawn, first),
    gone: (place) => ends(place) || (from <= place && place < until && !stays(place)),
    stay: stay.filter(isStressed),
  };
}

/** Nothing in it ends the words of a link, and a link in it leaves its words. */
function wordsFor(typed: string, pasted: boolean): string {
  const hidden = within(
    pasted ? drawnIn(typed, true).filter(isLink).flatMap(hiddenOf) : [],
    typed.length,
  );
  const words = typed.split("").filter((_, at) => !hidden(at));
  return words
    .join("")
    .replace(/\s*\n\s*/g, " ")
    .replace(/(?<!\\)[[\]]/g, "\\$&");
}

/** Where all places look the same, it is done where one stands; and a line that is joined to another is
 * none of its own any more. */
function seenAs({ text, drawn, head }: Written, { from, until, insert }: Deed) {
  if (from === until) {
    const row = rowAt(rowsIn(drawn), from);
    const isHere = row.from <= head && head <= row.until;
    // A line is begun before all that stands in this one, marks too.
    const isFirst =
      insert.includes("\n") && drawn.some((each) => isLine(each) && each.mark === row.place);
    const stands = behindSign(drawn, isHere && !isFirst ? head : row.place);
    const at = drawn.find((each) => isEscape(each) && each.from + 1 === stands)?.from ?? stands;
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
function replaced(text: string, gone: (place: number) => boolean, at: number, insert: string) {
  const places: number[] = [];
  const back = new Map<number, number>();
  let now = "";
  for (let place = 0; place <= text.length; place++) {
    if (place === at) now += insert;
    places.push(now.length);
    if (gone(place)) continue;
    back.set(now.length, place);
    now += text[place] ?? "";
  }
  return {
    now,
    moved: (place: number) => places[place] ?? now.length,
    back: (place: number) => back.get(place),
  };
}
