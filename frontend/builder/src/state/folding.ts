/** Which branches are folded, remembered for each journey by this browser. */

import type { StepId } from "@/definition/types";
import { keepIn } from "./keeping";
import { createStore, type Store } from "./store";

export interface Folding extends Store<ReadonlySet<StepId>> {
  toggle: (step: StepId) => void;
  unfold: (steps: Iterable<StepId>) => void;
  /** What was folded as `step` is called `now` from here on. */
  rename: (step: StepId, now: StepId) => void;
}

export function foldingOf(journey: string, storage: Storage): Folding {
  const key = `onward/folded/${journey}`;
  const store = createStore<ReadonlySet<StepId>>(remembered(storage.getItem(key)));
  store.subscribe(() => keepIn(storage, key, JSON.stringify([...store.getState()])));
  return {
    ...store,
    toggle: (step) =>
      store.set((now) => {
        const next = new Set(now);
        if (!next.delete(step)) next.add(step);
        return next;
      }),
    rename: (step, to) =>
      store.set((now) => new Set([...now].map((id) => (id === step ? to : id)))),
    unfold: (steps) =>
      store.set((now) => {
        const next = new Set(now);
        for (const step of steps) next.delete(step);
        return next.size === now.size ? now : next;
      }),
  };
}

function remembered(text: string | null): ReadonlySet<StepId> {
  try {
    const found: unknown = JSON.parse(text ?? "[]");
    return new Set(Array.isArray(found) ? found.filter((each) => typeof each === "string") : []);
  } catch {
    return new Set();
  }
}
