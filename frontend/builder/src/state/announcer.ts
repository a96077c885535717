/** What is said to people who cannot see what happened: a live region reads it out. */

import { createStore, type Store } from "./store";

export interface Announcer extends Store<{ text: string; number: number }> {
  say: (text: string) => void;
}

export function announcerOf(): Announcer {
  const store = createStore({ text: "", number: 0 });
  return {
    ...store,
    // The number makes the same words twice two announcements.
    say: (text) => store.set((now) => ({ text, number: now.number + 1 })),
  };
}
