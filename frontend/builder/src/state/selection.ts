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
  /** Counts the steps the focus has been on; a step that is renamed keeps its number, and its form. */
  visit: number;
}

export interface Selection extends Store<Selected> {
  choose: (step: StepId | null, field?: string) => void;
  /** What was chosen as `step` is called `now` from here on. */
  rename: (step: StepId, now: StepId) => void;
  /** Add the step to what is chosen, or take it away. */
  toggle: (step: StepId) => void;
  chooseAll: (steps: Iterable<StepId>) => void;
}

const NOTHING: Selected = { focus: null, steps: new Set(), field: null, visit: 0 };

export function selectionOf(): Selection {
  const store = createStore<Selected>(NOTHING);
  return {
    ...store,
    choose: (step, field) =>
      store.set((now) => {
        if (step === now.focus && now.steps.size <= 1 && field === undefined) return now;
        const visit = step === now.focus ? now.visit : now.visit + 1;
        if (step === null) return { ...NOTHING, visit };
        return { focus: step, steps: new Set([step]), field: field ?? null, visit };
      }),
    rename: (step, to) =>
      store.set((now) => {
        const name = (id: StepId) => (id === step ? to : id);
        const focus = now.focus === null ? null : name(now.focus);
        return { ...now, focus, steps: new Set([...now.steps].map(name)) };
      }),
    toggle: (step) =>
      store.set((now) => {
        const steps = new Set(now.steps);
        if (!steps.delete(step)) steps.add(step);
        const focus = steps.has(step) ? step : ([...steps].at(-1) ?? null);
        return { focus, steps, field: null, visit: now.visit + 1 };
      }),
    chooseAll: (steps) =>
      store.set((now) => {
        const all = new Set(steps);
        return { focus: [...all].at(-1) ?? null, steps: all, field: null, visit: now.visit + 1 };
      }),
  };
}
