/** How many lines a text takes, reckoned by its letters: known without drawing it. */

import { plain, type Sentence } from "@/sentences/words";

/** How wide a letter is, in hundredths of the size of the letters, on the careful side. */
const wide = (letter: string): number => {
  if (/[ijlI .,:;!'’|]/.test(letter)) return 27;
  if (/[frt1()[\]/“”-]/.test(letter)) return 37;
  // The last of these are also the halves of which pictures are made.
  if (/[mwMW@%…—⺀-￯]/.test(letter)) return 92;
  if (/[aceksvxyz7]/.test(letter)) return 56;
  return /\p{Lu}/u.test(letter) ? 70 : 60;
};
const STRONG = 1.02;
const known = new Map<string, number>();

function widthOf(letter: string): number {
  const found = known.get(letter) ?? wide(letter) / 100;
  known.set(letter, found);
  return found;
}

/** Reckoned once for each text: an edit changes a few of hundreds. */
function once(make: (said: Sentence, room: number) => number): typeof make {
  const found = new Map<string, number>();
  return (said, room) => {
    const key = said.reduce(
      (all, { text, strong }) => `${all}${strong ? "\n" : "\t"}${text}`,
      `${room}`,
    );
    const known = found.get(key);
    if (known !== undefined) return known;
    if (found.size > MOST_KEPT) found.clear();
    const reckoned = make(said, room);
    found.set(key, reckoned);
    return reckoned;
  };
}

const MOST_KEPT = 10_000;

/** In sizes of the letters. */
export const lengthOf = (words: string): number =>
  [...words].reduce((sum, letter) => sum + widthOf(letter), 0);

/** `room`: the length of a line, in sizes of the letters. A word longer than that is broken. */
export const linesOf = once((said, room) => {
  const ends = said.flatMap(({ text, strong }) =>
    Array.from(text, (letter) => widthOf(letter) * (strong ? STRONG : 1)),
  );
  let [lines, at, from] = [1, 0, 0];
  for (const word of plain(said).split(" ")) {
    const until = from + [...word].length;
    const length = ends.slice(from, until).reduce((sum, each) => sum + each, 0);
    if (at > 0 && at + length > room) {
      lines += 1;
      at = 0;
    }
    const broken = Math.ceil(Math.max(length, room) / room) - 1;
    lines += broken;
    at += length - broken * room + widthOf(" ");
    from = until + 1;
  }
  return lines;
});
