/** What is chosen on the screen, whichever view shows it. */

import type { StepId } from "@/definition/types";
import { createStore, type Store } from "./store";

export interface Selected {
  /** The step whose form is open and from which the keyboard moves on; `ENTRY`: the way in. */
  focus: StepId | null;
  /** All that are chosen, `focus` among them. */
  steps: ReadonlySet<StepId>;
  /** Where in the step's form to go: a path such as `cases.0.when`. */
  field: string | null;
}

export interface Selection extends Store<Selected> {
  choose: (step: StepId | null, field?: string) => void;
  /** Add the step to what is chosen, or take it away. */
  toggle: (step: StepId) => void;
  chooseAll: (steps: Iterable<StepId>) => void;
}

const NOTHING: Selected = { focus: null, steps: new Set(), field: null };

export function selectionOf(): Selection {
  const store = createStore<Selected>(NOTHING);
  return {
    ...store,
    choose: (step, field) =>
      store.set((now) => {
        if (step === now.focus && now.steps.size <= 1 && field === undefined) return now;
        if (step === null) return NOTHING;
        return { focus: step, steps: new Set([step]), field: field ?? null };
      }),
    toggle: (step) =>
      store.set((now) => {
        const steps = new Set(now.steps);
        if (!steps.delete(step)) steps.add(step);
        const focus = steps.has(step) ? step : ([...steps].at(-1) ?? null);
        return { focus, steps, field: null };
      }),
    chooseAll: (steps) =>
      store.set(() => {
        const all = new Set(steps);
        return { focus: [...all].at(-1) ?? null, steps: all, field: null };
      }),
  };
}
