/** The shape of every small store here: a value, who wants to hear of it, and a way to change it. */

import { useStore } from "zustand";
import { createStore as create, type StoreApi } from "zustand/vanilla";

export type Store<T> = Pick<StoreApi<T>, "getState" | "subscribe"> & {
  set: (change: (state: T) => T) => void;
};

export function createStore<T>(first: T): Store<T> {
  const store = create<T>(() => first);
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    set: (change) => store.setState(change, true),
  };
}

/** What the store holds, or a part of it; the component is drawn again when that part changes. */
export function useStored<T, Part>(store: Store<T>, part: (state: T) => Part): Part {
  return useStore(store as StoreApi<T>, part);
}
