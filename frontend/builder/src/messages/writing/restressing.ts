/** Marks are put around words, and around nothing else: not around a blank, a line's end or other marks. */

import { BOLD, hiddenOf, ITALIC, isLine, isLink, isStressed, type Kinds, kindsOf } from "./looking";
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
}

export interface Restressed {
  text: string;
  /** Where a place of the text before is in it. */
  moved: (at: number) => number;
}

/**
 * The text with this part written anew: without what is `gone`, and each sign of it as `wanted`. Where
 * marks could not stand beside a point, that is left out; where they cannot stand at all, they are.
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
    for (const each of [units, apart(units)]) {
      const made = written(text, part, each);
      if (isSo(made, units)) return made;
    }
  } while (softened(units));
  for (const unit of units) unit.kinds = 0;
  return written(text, part, units);
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
  const units: Unit[] = [];
  for (let at = from; at < until; ) {
    if (gone(at)) {
      at++;
      continue;
    }
    const whole = wholes.find((each) => each.from <= at && at < each.until);
    const sign = String.fromCodePoint(text.codePointAt(at) ?? 0);
    const ends = whole?.ends ?? sign === "\n";
    const behind = Math.min(whole?.until ?? at + sign.length, until);
    const kinds = ends ? 0 : wanted(at);
    units.push({ from: at, until: behind, text: text.slice(at, behind), kinds, ends });
    at = behind;
  }
  for (const [nth, unit] of units.entries())
    if (!unit.ends && isBlank(unit.text))
      unit.kinds = besides(units, nth, -1) & besides(units, nth, 1);
  return units;
}

/** Each begins anew where another does: what begins within something may end behind it. */
function apart(units: readonly Unit[]): Unit[] {
  return units.map((unit, nth) => {
    const isAmong = besides(units, nth, -1) === besides(units, nth, 1);
    return isBlank(unit.text) && !isAmong ? { ...unit, kinds: 0 } : unit;
  });
}

/** What the words beside a blank are. */
function besides(units: readonly Unit[], nth: number, by: 1 | -1): Kinds {
  for (let at = nth + by; ; at += by) {
    const unit = units[at];
    if (!unit || unit.ends) return 0;
    if (!isBlank(unit.text)) return unit.kinds;
  }
}

function written(
  text: string,
  { from, until }: { from: number; until: number },
  units: readonly Unit[],
): Restressed {
  let out = "";
  const open: Kinds[] = [];
  const stands: { until: number; at: number }[] = [{ until: from, at: from }];
  const close = (kinds: Kinds) => {
    const first = open.findIndex((kind) => !(kind & kinds));
    if (first >= 0) for (const kind of open.splice(first).reverse()) out += SIGNS.get(kind) ?? "";
  };
  /** For how long what begins here goes on. */
  const lasts = (nth: number, kind: Kinds) => {
    const end = units.findIndex((unit, at) => at > nth && !(unit.kinds & kind));
    return end < 0 ? units.length : end;
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
    stands.push({ until: unit.until, at: from + out.length });
  }
  close(0);
  const by = out.length - (until - from);
  return {
    text: text.slice(0, from) + out + text.slice(until),
    moved(at) {
      if (at < from) return at;
      if (at > until) return at + by;
      return stands.findLast((each) => each.until <= at)?.at ?? from;
    },
  };
}

/** Whether it is read as it was meant. */
function isSo({ text, moved }: Restressed, units: readonly Unit[]): boolean {
  const drawn = drawnIn(text, true);
  return units.every(
    (unit) =>
      unit.ends ||
      isBlank(unit.text) ||
      kindsOf(drawn, moved(unit.until) - unit.text.length) === unit.kinds,
  );
}

/** Without what is a point right beside other words. False: there is none. */
function softened(units: readonly Unit[]): boolean {
  let isOther = false;
  for (const [nth, unit] of units.entries()) {
    if (!isPoint(unit.text) || unit.kinds === 0) continue;
    for (const beside of [units[nth - 1], units[nth + 1]]) {
      const less = beside && !isBlank(beside.text) ? unit.kinds & beside.kinds : unit.kinds;
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
  const all = drawn.filter(isStressed);
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
