/** Texts made by chance, and what one sees of them, for tests. */

import { hiddenOf } from "./looking";
import { drawnIn } from "./marks";

export const PARTS = [
  ...["one", "two, three", " ", " ", ".", "\n", "\n\n", "\n- ", "\n2. ", "\n## ", "\n> "],
  ...["**bold**", "*soft*", "**bold *both***", "***both***", "[link](https://a.b)", "“"],
  ...["[a **link**](https://a.b)", "**[link](https://a.b)**", "{{ account.name }}"],
];

/** And what people write besides. */
export const MORE = [
  ...[
    "👩‍👩‍👧",
    "**👍**",
    "é",
    "עברית",
    "**שלום**",
    "日本",
    "snake_case",
    "\\* ",
    "(",
    "): ",
    "\n1) ",
  ],
  ...["\n  - ", "**{{ account.name }}**", "*a **b** c*", "\n\n[Go](https://a.b){.button}\n\n"],
];

/** The same numbers for the same seed. */
export function chances(seed: number) {
  let state = seed;
  return (most: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * most);
  };
}

/** What one sees of a text, and how much of it before a place. */
export function seenIn(text: string) {
  const hidden = drawnIn(text, true).flatMap(hiddenOf);
  const isSeen = (at: number) => !hidden.some(({ from, until }) => from <= at && at < until);
  const places = [...Array(text.length).keys()].filter(isSeen);
  return {
    places,
    said: places.map((at) => text.charAt(at)).join(""),
    before: (at: number) => places.filter((place) => place < at).length,
  };
}

/** Marks that nobody is to see. */
export const SIGNS = /[*_#[\]]/;
