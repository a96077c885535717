/**
 * What has been asked of the server and is asked again only when it is old: vocabularies, lists.
 * One store for each thing, so that nobody waits for what somebody else wants.
 */

import { useEffect } from "react";
import { messageOf } from "@/api/client";
import { createStore, type Store, useStored } from "./store";

export interface Asked<T> {
  data: T | null;
  /** Why there is none, or none that is new. */
  error: string | null;
  loading: boolean;
}

export interface Question<T> extends Store<Asked<T>> {
  /** Ask, unless the answer is younger than `age` milliseconds. */
  ask: (age?: number) => void;
}

export function questionOf<T>(
  fetch: () => Promise<T>,
  clock: () => number = Date.now,
): Question<T> {
  const store = createStore<Asked<T>>({ data: null, error: null, loading: false });
  let answeredAt = Number.NEGATIVE_INFINITY;
  async function answer(): Promise<void> {
    try {
      const data = await fetch();
      answeredAt = clock();
      store.set(() => ({ data, error: null, loading: false }));
    } catch (error) {
      store.set((now) => ({ ...now, error: messageOf(error), loading: false }));
    }
  }
  return {
    ...store,
    ask: (age = 60_000) => {
      if (store.getState().loading || clock() - answeredAt < age) return;
      store.set((now) => ({ ...now, loading: true }));
      void answer();
    },
  };
}

/** The answer as it is now; asks when there is none. */
export function useAsked<T>(question: Question<T>): Asked<T> {
  useEffect(() => question.ask(), [question]);
  return useStored(question, (state) => state);
}
