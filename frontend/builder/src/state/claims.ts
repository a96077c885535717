/**
 * Which findings of a form are shown at a field of theirs. The others are shown at its top, so that
 * none is said twice and none is lost.
 */

import { createStore, type Store } from "./store";

export interface Claims extends Store<ReadonlyMap<string, number>> {
  /** Returns what gives it up. */
  claim: (path: string) => () => void;
}

export function claimsOf(): Claims {
  const store = createStore<ReadonlyMap<string, number>>(new Map());
  const count = (path: string, by: number) =>
    store.set((now) => {
      const next = new Map(now);
      const left = (now.get(path) ?? 0) + by;
      if (left > 0) next.set(path, left);
      else next.delete(path);
      return next;
    });
  return {
    ...store,
    claim: (path) => {
      count(path, 1);
      return () => count(path, -1);
    },
  };
}
