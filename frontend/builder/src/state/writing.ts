/** The message that is being written, if the editor is open. */

import { createStore, type Store } from "./store";

export interface Writing extends Store<string | null> {
  /** The key of a template of the journey. */
  open: (template: string) => void;
  close: () => void;
}

export function writingOf(): Writing {
  const store = createStore<string | null>(null);
  return {
    ...store,
    open: (template) => store.set(() => template),
    close: () => store.set(() => null),
  };
}
