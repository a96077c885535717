/** Where a step is about to be added: the link, and where on the screen the menu belongs. */

import type { LinkRef } from "@/definition/links";
import { createStore, type Store } from "./store";

export interface Place {
  link: LinkRef;
  /** Others that lead to the same step, where it is added for all of them: above where ways meet. */
  beside?: readonly LinkRef[];
  /** The place for adding, on the screen. */
  at: { x: number; y: number };
  /** Asked where the way goes rather than what to add. */
  leading?: boolean;
}

/** Where what stands there on the screen ends. */
export const footOf = ({ left, bottom, width }: DOMRect): Place["at"] => ({
  x: left + width / 2,
  y: bottom,
});

export interface Adding extends Store<Place | null> {
  begin: (place: Place) => void;
  end: () => void;
}

export function addingOf(): Adding {
  const store = createStore<Place | null>(null);
  return {
    ...store,
    begin: (place) => store.set(() => place),
    end: () => store.set(() => null),
  };
}
