/**
 * Text of the journey that could not be read yet: it is nowhere but here. It outlives the view it was
 * typed in and, in this tab, a reload.
 */

import type { Journey } from "@/definition/types";
import type { Document } from "./document";
import { createStore, type Store } from "./store";

export interface Left {
  text: string;
  /** Whether the journey has been changed elsewhere since: the text would take that back. */
  behind: boolean;
}

export interface Unread extends Store<Left | null> {
  keep: (text: string) => void;
  /** What was typed is read, and the journey says it; or it is given up. */
  clear: () => void;
  /** The text is to count, whatever was changed elsewhere. */
  insist: () => void;
}

export function unreadOf(journey: string, document: Document, storage: Storage): Unread {
  const key = `onward/text/${journey}`;
  const kept = readLeft(storage.getItem(key));
  const store = createStore<Left | null>(kept);
  /** What the text was typed over. Null: another journey than there is now, before a reload. */
  let base: Journey | null = kept?.behind ? null : document.journey();
  const write = (left: Left | null) => {
    if (left === null) storage.removeItem(key);
    else {
      try {
        storage.setItem(key, JSON.stringify(left));
      } catch {
        // The browser's room is full: it is kept until the page goes away.
      }
    }
    store.set(() => left);
  };
  document.subscribe(() => {
    const left = store.getState();
    const behind = document.journey() !== base;
    if (left !== null && left.behind !== behind) write({ ...left, behind });
  });
  return {
    ...store,
    keep: (text) => {
      const left = store.getState();
      if (left === null) base = document.journey();
      write({ text, behind: left?.behind ?? false });
    },
    clear: () => write(null),
    insist: () => {
      const left = store.getState();
      base = document.journey();
      if (left !== null) write({ ...left, behind: false });
    },
  };
}

function readLeft(written: string | null): Left | null {
  try {
    const { text, behind } = JSON.parse(written ?? "null") ?? {};
    return typeof text === "string" ? { text, behind: behind === true } : null;
  } catch {
    return null;
  }
}
