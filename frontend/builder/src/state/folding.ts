/** Which branches are folded, remembered for each journey by this browser. */

import type { Journey, StepId } from "@/definition/types";
import { keepIn } from "./keeping";
import { createStore, type Store } from "./store";

export interface Folding extends Store<ReadonlySet<StepId>> {
  toggle: (step: StepId) => void;
  unfold: (steps: Iterable<StepId>) => void;
  /** What is folded stays so where it has got another id, or has its former one back. */
  follow: (before: Journey, now: Journey) => void;
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
    follow: (before, { steps }) => {
      const [was, is] = [Object.keys(before.steps), Object.keys(steps)];
      if (was.length !== is.length) return;
      const calledNow = (id: StepId) => {
        const to = is[was.indexOf(id)];
        return to && !Object.hasOwn(steps, id) && !Object.hasOwn(before.steps, to) ? to : id;
      };
      store.set((now) => {
        const next = new Set([...now].map(calledNow));
        return [...next].every((id) => now.has(id)) ? now : next;
      });
    },
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
