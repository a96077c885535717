/** The shape of every small store here: a value, who wants to hear of it, and a way to change it. */

import { useSyncExternalStore } from "react";

/** What can only be looked at. */
export interface Readable<T> {
  getState: () => T;
  /** Returns what ends the subscription. */
  subscribe: (listener: () => void) => () => void;
}

export interface Store<T> extends Readable<T> {
  set: (change: (state: T) => T) => void;
}

export function createStore<T>(first: T): Store<T> {
  let state = first;
  const listeners = new Set<() => void>();
  return {
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set: (change) => {
      const next = change(state);
      if (Object.is(next, state)) return;
      state = next;
      for (const listener of [...listeners]) listener();
    },
  };
}

/**
 * A part of what the store holds; the component is drawn again when that part changes. `part` must
 * give the same object for the same state.
 */
export function useStored<T, Part>(store: Readable<T>, part: (state: T) => Part): Part {
  return useSyncExternalStore(store.subscribe, () => part(store.getState()));
}
