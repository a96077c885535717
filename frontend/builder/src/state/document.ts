/** The journey on the screen, and the way back through its edits. Knows no server and no canvas. */

import type { Journey } from "@/definition/types";
import { begin, edited, type History, redone, sealed, undone } from "@/model/history";
import { createStore, type Store } from "./store";

export type Edit = (journey: Journey) => Journey;

export interface Document extends Store<History<Journey>> {
  journey: () => Journey;
  /** `group`: the field, so that its keystrokes are one step back; left out: a step of its own. */
  edit: (edit: Edit, group?: string) => void;
  undo: () => void;
  redo: () => void;
  /** Nothing typed from here on is undone together with what was typed before. */
  seal: () => void;
  /** Another journey altogether, with another past. */
  replace: (history: History<Journey>) => void;
}

export function documentOf(first: Journey, clock: () => number = Date.now): Document {
  const store = createStore(begin(first));
  return {
    ...store,
    journey: () => store.getState().present,
    edit: (edit, group) =>
      store.set((history) => edited(history, edit(history.present), group ?? null, clock())),
    undo: () => store.set(undone),
    redo: () => store.set(redone),
    seal: () => store.set(sealed),
    replace: (history) => store.set(() => history),
  };
}
