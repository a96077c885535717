/** Which signs make words bold or italic: as CommonMark pairs them, which is how a mail is read. */

export interface Pair {
  from: number;
  until: number;
  mark: 1 | 2;
}

/** Signs in a row, of which those on the inside are paired first. */
interface Run {
  sign: string;
  from: number;
  until: number;
  length: number;
  opens: boolean;
  closes: boolean;
}

/** `signs`: the text, in which no other sign is left than those that may count; `beside`: what each
 * stands beside, where U+0000 is nothing; `scopeOf`: only signs of the same one make a pair. */
export function pairsIn(signs: string, beside: string, scopeOf: (at: number) => number): Pair[] {
  const scopes = new Map<number, Run[]>();
  for (const { 0: run, index: from } of signs.matchAll(/\*+|_+/g)) {
    const scope = scopeOf(from);
    const runs = scopes.get(scope) ?? [];
    scopes.set(scope, runs);
    runs.push(runAt(beside, run, from));
  }
  return [...scopes.values()].flatMap(paired);
}

function runAt(beside: string, run: string, from: number): Run {
  const { length } = run;
  const [before, behind] = [besideOf(beside, from, -1), besideOf(beside, from + length, 1)];
  const left = !isBlank(behind) && (!isPoint(behind) || isBlank(before) || isPoint(before));
  const right = !isBlank(before) && (!isPoint(before) || isBlank(behind) || isPoint(behind));
  const within = run[0] === "*";
  return {
    ...{ sign: run.charAt(0), from, until: from + length, length },
    opens: left && (within || !right || isPoint(before)),
    closes: right && (within || !left || isPoint(behind)),
  };
}

/** The sign before or behind a place; empty: there is none. */
function besideOf(text: string, at: number, by: 1 | -1): string {
  let place = by > 0 ? at : at - 1;
  while (text[place] === "\u0000") place += by;
  const sign = text[place] ?? "";
  // Half of a sign that takes two.
  if (by < 0 && /[\udc00-\udfff]/.test(sign)) return text.slice(place - 1, place + 1);
  return sign && String.fromCodePoint(text.codePointAt(place) ?? 0);
}

export const isBlank = (sign: string): boolean => /^\s?$/.test(sign);
export const isPoint = (sign: string): boolean => /^[\p{P}\p{S}]$/u.test(sign);

function paired(runs: Run[]): Pair[] {
  const found: Pair[] = [];
  /** What may still be closed, the innermost last. */
  const open: Run[] = [];
  for (const closer of runs) {
    let back = closer.closes ? open.length - 1 : -1;
    while (back >= 0 && closer.from < closer.until) {
      const opener = open[back];
      if (!opener || !isPair(opener, closer)) {
        back--;
        continue;
      }
      const mark = Math.min(2, opener.until - opener.from, closer.until - closer.from) as 1 | 2;
      found.push({ from: opener.until - mark, until: closer.from + mark, mark });
      opener.until -= mark;
      closer.from += mark;
      // Nothing that begins within it ends behind it.
      open.length = back + 1;
      if (opener.from === opener.until) open.pop();
      back = open.length - 1;
    }
    if (closer.opens && closer.from < closer.until) open.push(closer);
  }
  return found;
}

const isPair = (opener: Run, closer: Run): boolean =>
  opener.sign === closer.sign &&
  opener.opens &&
  opener.from < opener.until &&
  !(
    (opener.closes || closer.opens) &&
    (opener.length + closer.length) % 3 === 0 &&
    (opener.length % 3 !== 0 || closer.length % 3 !== 0)
  );
