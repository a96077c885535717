/** Names for what is new: lower-case letters, digits and hyphens, as the language wants them. */

const LONGEST = 63;

/** `Which help?` as `which-help`. Empty when nothing of it can stand in a name. */
export function idFrom(words: string): string {
  return words
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, LONGEST)
    .replace(/^-+|-+$/g, "");
}

/** The name itself when it is free, else with a number: `email`, `email-2`. */
export function freshId(wanted: string, taken: Readonly<Record<string, unknown>>): string {
  const base = wanted || "step";
  if (!Object.hasOwn(taken, base)) return base;
  for (let number = 2; ; number += 1) {
    const tried = `${base.slice(0, LONGEST - 4)}-${number}`;
    if (!Object.hasOwn(taken, tried)) return tried;
  }
}

/** What was typed as a name, with the hyphens and underscores it has: `by hand_2` as `by-hand_2`. */
export function nameFrom(typed: string): string {
  return typed
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, "-")
    .slice(0, LONGEST)
    .replace(/^[_-]+|-+$/g, "");
}

const NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/;

/** Why nothing can be called so; null when it can. */
export function misnamed(name: string): string | null {
  if (NAME.test(name)) return null;
  return "Lower-case letters, digits, - and _; it begins with one of the former.";
}
