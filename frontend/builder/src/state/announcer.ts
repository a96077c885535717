/**
 * What is said of what was just done. A live region reads it out to people who cannot see what
 * happened; what nobody could see is shown as well.
 */

import { createStore, type Store } from "./store";

export interface Announced {
  text: string;
  number: number;
  shown: boolean;
}

export interface Announcer extends Store<Announced> {
  say: (text: string) => void;
  /** Say what nothing on the screen shows. */
  show: (text: string) => void;
}

export function announcerOf(): Announcer {
  const store = createStore<Announced>({ text: "", number: 0, shown: false });
  // The number makes the same words twice two announcements.
  const told = (shown: boolean) => (text: string) =>
    store.set((now) => ({ text, shown, number: now.number + 1 }));
  return {
    ...store,
    say: told(false),
    show: told(true),
  };
}
