/** What is called how, out of what this installation knows. */

import type { Vocabulary } from "@/api/vocabulary";
import { type Names, NO_NAMES } from "@/sentences/names";

const known = new WeakMap<Vocabulary, Names>();

/** The same names for the same vocabulary, so that what is said with them can be kept. */
export function namesOf(vocabulary: Vocabulary | null): Names {
  if (!vocabulary) return NO_NAMES;
  const before = known.get(vocabulary);
  if (before) return before;
  const byKey = (all: readonly { key: string; name: string }[]) =>
    new Map(all.map(({ key, name }) => [key, name]));
  const names: Names = {
    pools: byKey(vocabulary.pools),
    people: new Map(vocabulary.users.map(({ email, name }) => [email.toLowerCase(), name])),
    channels: byKey(vocabulary.channels),
    journeys: byKey(vocabulary.journeys),
    segments: byKey(vocabulary.segments),
  };
  known.set(vocabulary, names);
  return names;
}
