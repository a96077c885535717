/**
 * Which of some words was probably meant: the one that shares most with what was written, by the
 * measure of Ratcliff and Obershelp, as Python's `difflib.get_close_matches` has it.
 */

/** How much two words must share, from 0 to 1. */
const ENOUGH = 0.6;

/** Of words that are equally close, the last one of the alphabet. Undefined: none is close. */
export function closest(written: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let most = ENOUGH;
  for (const word of known) {
    const possible = (2 * Math.min(word.length, written.length)) / (word.length + written.length);
    if (!(possible >= most)) continue;
    const shared = (2 * common(word, written)) / (word.length + written.length);
    if (shared > most || (shared === most && (best === undefined || word > best)))
      [best, most] = [word, shared];
  }
  return best;
}

/** How many letters: those of the longest stretch in both, and of what is before and after it. */
function common(one: string, other: string): number {
  const [length, at, there] = longest(one, other);
  if (length === 0) return 0;
  return (
    length +
    common(one.slice(0, at), other.slice(0, there)) +
    common(one.slice(at + length), other.slice(there + length))
  );
}

/** The longest stretch in both, its first place in the one, and then in the other. */
function longest(one: string, other: string): [length: number, at: number, there: number] {
  let best: [number, number, number] = [0, 0, 0];
  let above = new Uint16Array(other.length + 1);
  for (let i = 0; i < one.length; i += 1) {
    const row = new Uint16Array(other.length + 1);
    for (let j = 0; j < other.length; j += 1) {
      if (one[i] !== other[j]) continue;
      const length = (above[j] ?? 0) + 1;
      row[j + 1] = length;
      if (length > best[0]) best = [length, i - length + 1, j - length + 1];
    }
    above = row;
  }
  return best;
}
