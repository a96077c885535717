/** Which offers a picker shows for what has been typed, and what leaving the field takes. */

import type { IconName } from "./Icon";

export interface Offer {
  value: string;
  label: string;
  /** Beside the label: `1,204 times, last 2 hours ago`. */
  detail?: string;
  /** The heading it stands under; offers of one heading follow each other. */
  group?: string;
  icon?: IconName;
  /** Other words it is found by, such as values it has had. */
  also?: string;
  /** Where it is made, in a window of its own, when it is taken and not there yet. The value itself:
   * it only leads there, and is no answer to what is typed. */
  page?: string;
}

/**
 * What may be chosen beside what is offered:
 * - `offered`: anything, though most want something offered: what was typed comes last;
 * - `typed`: anything, and what was typed comes first;
 * - a function: what the typed text may mean.
 */
export type Free = "offered" | "typed" | ((typed: string) => readonly Offer[]);

/** So many are shown at once; typing narrows them down. */
export const MOST = 80;

export interface Shown {
  offers: readonly Offer[];
  /** So many more would fit. */
  more: number;
  /** The place of the one that Enter takes. */
  best: number;
}

export function shownFor(offers: readonly Offer[], typed: string | null, free?: Free): Shown {
  const asked = (typed ?? "").trim();
  const found = asked === "" ? offers : matching(offers, asked.toLowerCase());
  const same = asked === "" ? undefined : exact(offers, asked);
  const own = asked === "" || same ? [] : ownFor(asked, free);
  const known = (each: Offer) => offers.find((offer) => offer.value === each.value);
  // What is known already is offered as such.
  const meant = own.map((each) => known(each) ?? each);
  const isFirst = free === "typed";
  const others = isFirst ? found.filter((each) => !meant.includes(each)) : found;
  const kept = others.slice(0, MOST);
  const all = isFirst
    ? [...meant, ...kept]
    : [...kept, ...meant.filter((each) => !found.includes(each))];
  const best = same ?? (isFirst ? begun(kept, asked) : undefined);
  return { offers: all, more: others.length - kept.length, best: best ? all.indexOf(best) : 0 };
}

/** The only one that begins so: it is meant, unless numbers are typed. */
function begun(offers: readonly Offer[], typed: string): Offer | undefined {
  const begin = offers.filter(({ label }) => label.toLowerCase().startsWith(typed.toLowerCase()));
  return begin.length === 1 && /[^\d.,-]/.test(typed) ? begin[0] : undefined;
}

/** The offer that leaving the field takes; undefined: the field stays as it was. */
export function takenFor(offers: readonly Offer[], typed: string, free?: Free): Offer | undefined {
  const asked = typed.trim();
  return asked === "" ? undefined : (exact(offers, asked) ?? ownFor(asked, free)[0]);
}

function ownFor(typed: string, free: Free | undefined): readonly Offer[] {
  if (free === undefined) return [];
  if (typeof free === "function") return free(typed);
  return [{ value: typed, label: typed, detail: "as it is typed" }];
}

/** Every word of what was typed stands in it. Called so comes first, then what begins so, then where
 * a word does; a group stands where the best of it would. */
function matching(offers: readonly Offer[], asked: string): readonly Offer[] {
  const words = asked.split(/\s+/);
  const hits = offers.filter((offer) => {
    const text = `${offer.label} ${offer.value} ${offer.also ?? ""}`.toLowerCase();
    return offer.value !== offer.page && words.every((word) => text.includes(word));
  });
  const rank = ({ label, value }: Offer): number => {
    const text = ` ${label} ${value}`.toLowerCase();
    // A trait's own name is as good as with whose it is.
    const names = [label.toLowerCase(), text.replace(/^.*[.:]/, "")];
    if (names.includes(asked)) return 0;
    if (names.some((name) => name.startsWith(asked))) return 1;
    return words.every((word) => /[\s_.:-]/.test(text[text.indexOf(word) - 1] ?? "")) ? 2 : 3;
  };
  const inOrder = hits.toSorted((one, other) => rank(one) - rank(other));
  return [...new Set(inOrder.map((offer) => offer.group))].flatMap((group) =>
    inOrder.filter((offer) => offer.group === group),
  );
}

function exact(offers: readonly Offer[], typed: string): Offer | undefined {
  const same = (text: string) => text.toLowerCase() === typed.toLowerCase();
  return (
    offers.find((offer) => offer.value === typed || offer.label === typed) ??
    offers.find((offer) => same(offer.value) || same(offer.label))
  );
}
