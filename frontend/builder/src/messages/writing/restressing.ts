/** Marks are put around words, and around nothing else: not around a blank, a line's end or other marks. */

import {
  BOLD,
  hiddenOf,
  ITALIC,
  isLine,
  isLink,
  isStressed,
  type Kinds,
  kindsIn,
  type Stands,
} from "./looking";
import { type Drawn, drawnIn, INERT } from "./marks";
import { isBlank, isPoint } from "./stresses";

const SIGNS: ReadonlyMap<Kinds, string> = new Map([
  [BOLD, "**"],
  [ITALIC, "*"],
]);

/** What is read as one: a sign, a field, the code of a link. */
interface Unit {
  from: number;
  until: number;
  text: string;
  kinds: Kinds;
  /** Whether nothing is bold or italic beyond it. */
  ends: boolean;
  /** A blank; or a choice, which leaves nothing where it stands. */
  blank: boolean;
}

export interface Restressed {
  text: string;
  /** Where a place of the text before is in it. */
  moved: (at: number) => number;
}

/**
 * The text with this part written anew: without what is `gone`, and each sign of it as `wanted`. Where
 * marks could not stand beside a point, that is left out; of a word or a line in which they cannot
 * stand at all, they are.
 */
export function restressed(
  text: string,
  inner: { from: number; until: number },
  gone: (at: number) => boolean,
  wanted: (at: number) => Kinds,
): Restressed {
  // What stands beside it has a say in whether it can be.
  const from = Math.max(0, inner.from - 1);
  const part = { from, until: Math.min(text.length, inner.until + 1) };
  const units = unitsIn(text, part, gone, wanted);
  do {
    for (const each of [settled(units), apart(units)]) {
      const made = written(text, part, each);
      if (otherwise(made, units).length === 0) return made;
    }
  } while (softened(units));
  for (;;) {
    const made = written(text, part, settled(units));
    if (!plainer(units, otherwise(made, units))) return made;
  }
}

/** Less is asked for where these stand: words are bold alone, each is one thing, then each line plain, then all. False: nothing was
 * otherwise, or nothing is left. */
function plainer(units: Unit[], wrong: readonly number[]): boolean {
  if (wrong.length === 0) return false;
  const isWord = ({ ends, blank }: Unit) => !ends && !blank;
  return (
    levelled(units, wrong, isWord, (_, { kinds }) => kinds & BOLD) ||
    levelled(units, wrong, isWord, (all) => all.reduce((kinds, unit) => kinds & unit.kinds, ~0)) ||
    levelled(
      units,
      wrong,
      ({ ends }) => !ends,
      () => 0,
    ) ||
    levelled(
      units,
      [0],
      () => true,
      () => 0,
    )
  );
}

function levelled(
  units: Unit[],
  wrong: readonly number[],
  isIn: (unit: Unit) => boolean,
  kindsFor: (all: readonly Unit[], unit: Unit) => Kinds,
): boolean {
  let isOther = false;
  for (const nth of wrong) {
    const first = units.findLastIndex((unit, at) => at < nth && !isIn(unit)) + 1;
    const end = units.findIndex((unit, at) => at > nth && !isIn(unit));
    const all = units.slice(first, end < 0 ? units.length : end);
    const less = all.map((unit) => kindsFor(all, unit));
    isOther ||= all.some((unit, place) => unit.kinds !== less[place]);
    for (const [place, unit] of all.entries()) unit.kinds = less[place] ?? 0;
  }
  return isOther;
}

function unitsIn(
  text: string,
  { from, until }: { from: number; until: number },
  gone: (at: number) => boolean,
  wanted: (at: number) => Kinds,
): Unit[] {
  const drawn = drawnIn(text, true);
  const wholes = [
    ...drawn.filter((each) => each.kind === "chip").map((each) => ({ ...each, ends: false })),
    ...drawn
      .filter((each) => isLink(each) || isLine(each))
      .flatMap((each) => hiddenOf(each))
      .map((each) => ({ ...each, ends: true })),
    ...[...text.matchAll(INERT)].map(({ index, 0: whole }) => ({
      ...{ from: index, until: index + whole.length, ends: false },
    })),
  ];
  const wholeAt: ((typeof wholes)[number] | undefined)[] = [];
  // The first of them has it.
  for (const whole of wholes.reverse())
    for (let at = Math.max(from, whole.from); at < Math.min(until, whole.until); at++)
      wholeAt[at] = whole;
  const units: Unit[] = [];
  for (let at = from; at < until; ) {
    if (gone(at)) {
      at++;
      continue;
    }
    const whole = wholeAt[at];
    const sign = String.fromCodePoint(text.codePointAt(at) ?? 0);
    const ends = whole?.ends ?? sign === "\n";
    let behind = Math.min(whole?.until ?? at + sign.length, until);
    for (let place = at + 1; place < behind; place++) if (gone(place)) behind = place;
    const kinds = ends ? 0 : wanted(at);
    const own = text.slice(at, behind);
    const blank = isBlank(own) || own.startsWith("{%");
    units.push({ from: at, until: behind, text: own, kinds, ends, blank });
    at = behind;
  }
  return units;
}

/** Blanks are what the words on both sides of them are. */
function settled(units: readonly Unit[]): readonly Unit[] {
  for (const [nth, unit] of units.entries())
    if (unit.blank && !unit.ends) unit.kinds = besides(units, nth, -1) & besides(units, nth, 1);
  return units;
}

/** Each begins anew where another does: what begins within something may end behind it. */
function apart(units: readonly Unit[]): Unit[] {
  return units.map((unit, nth) => {
    const isAmong = besides(units, nth, -1) === besides(units, nth, 1);
    return unit.blank && !isAmong ? { ...unit, kinds: 0 } : unit;
  });
}

/** What the words beside a blank are. */
function besides(units: readonly Unit[], nth: number, by: 1 | -1): Kinds {
  for (let at = nth + by; ; at += by) {
    const unit = units[at];
    if (!unit || unit.ends) return 0;
    if (!unit.blank) return unit.kinds;
  }
}

function written(
  text: string,
  { from, until }: { from: number; until: number },
  units: readonly Unit[],
): Restressed & { stands: readonly Stands[] } {
  let out = "";
  const open: Kinds[] = [];
  const stands: (Stands & { at: number })[] = [];
  const close = (kinds: Kinds) => {
    const first = open.findIndex((kind) => !(kind & kinds));
    if (first >= 0) for (const kind of open.splice(first).reverse()) out += SIGNS.get(kind) ?? "";
  };
  /** For how long what begins here goes on. */
  const lasts = (nth: number, kind: Kinds) => {
    let end = nth + 1;
    while ((units[end]?.kinds ?? 0) & kind) end++;
    return end;
  };
  for (const [nth, unit] of units.entries()) {
    close(unit.kinds);
    const isNew = (kind: Kinds) => (unit.kinds & kind) !== 0 && !open.includes(kind);
    // What ends before what begins here does is begun within it.
    if (
      [BOLD, ITALIC].some(
        (kind) => isNew(kind) && open.some((other) => lasts(nth, other) < lasts(nth, kind)),
      )
    )
      close(0);
    const begun = [BOLD, ITALIC].filter(isNew);
    for (const kind of begun.sort((one, other) => lasts(nth, other) - lasts(nth, one))) {
      out += SIGNS.get(kind) ?? "";
      open.push(kind);
    }
    out += unit.text;
    stands.push({ from: unit.from, until: unit.until, at: from + out.length });
  }
  close(0);
  const by = out.length - (until - from);
  return {
    text: text.slice(0, from) + out + text.slice(until),
    stands: stands.map(({ at }, nth) => {
      const length = units[nth]?.text.length ?? 0;
      return { from: at - length, until: at };
    }),
    moved(at) {
      if (at < from) return at;
      if (at > until) return at + by;
      const behind = stands.findLast((each) => each.from < at);
      return behind ? behind.at - Math.max(0, behind.until - at) : from;
    },
  };
}

/** Which of them are read otherwise than they were meant. */
function otherwise(
  { text, stands }: { text: string; stands: readonly Stands[] },
  units: readonly Unit[],
): number[] {
  const kinds = kindsIn(drawnIn(text, true), text.length);
  return [...units.keys()].filter((nth) => {
    const unit = units[nth];
    return unit && !unit.ends && !unit.blank && kinds(stands[nth]?.from ?? 0) !== unit.kinds;
  });
}

/** Without what is a point right beside other words. False: there is none. */
function softened(units: readonly Unit[]): boolean {
  let isOther = false;
  for (const [nth, unit] of units.entries()) {
    if (!isPoint(unit.text) || unit.kinds === 0) continue;
    for (const beside of [units[nth - 1], units[nth + 1]]) {
      const less = beside && !beside.blank ? unit.kinds & beside.kinds : unit.kinds;
      isOther ||= less !== unit.kinds;
      unit.kinds = less;
    }
  }
  return isOther;
}

/** All that has to be written anew with this part: what is bold or italic in it, or beside it. */
export function wholePart(
  drawn: readonly Drawn[],
  { from, until }: { from: number; until: number },
): { from: number; until: number } {
  const part = { from, until };
  // A choice leaves nothing: what stands on its other side is beside it.
  const all = drawn.filter((each) => isStressed(each) || (each.kind === "chip" && !each.field));
  for (let before = -1; before !== part.until - part.from; ) {
    before = part.until - part.from;
    for (const each of all)
      if (each.from <= part.until && part.from <= each.until) {
        part.from = Math.min(part.from, each.from);
        part.until = Math.max(part.until, each.until);
      }
  }
  return part;
}
