/**
 * Text of the journey that could not be read yet: it is nowhere but here. It outlives the view it was
 * typed in and, in this tab, a reload.
 */

import { createStore, type Store } from "./store";

export interface Unread extends Store<string | null> {
  /** Null: what was typed is read, and the journey says it. */
  keep: (text: string | null) => void;
}

export function unreadOf(journey: string, storage: Storage): Unread {
  const key = `onward/text/${journey}`;
  const store = createStore<string | null>(storage.getItem(key));
  return {
    ...store,
    keep: (text) => {
      if (text === null) storage.removeItem(key);
      else {
        try {
          storage.setItem(key, text);
        } catch {
          // The browser's room is full: it is kept until the page goes away.
        }
      }
      store.set(() => text);
    },
  };
}
