/** What is chosen on the screen, whichever view shows it. */

import { ENTRY } from "@/definition/links";
import type { StepId } from "@/definition/types";
import { createStore, type Store } from "./store";

export interface Selected {
  /** The step whose form is open and from which the keyboard moves on; `ENTRY`: the way in. */
  focus: StepId | null;
  /** The way out of `focus` that the keys are at, where nothing stands on it; null: the step. */
  outlet: string | null;
  /** All that are chosen, `focus` among them. */
  steps: ReadonlySet<StepId>;
  /** Where in the step's form to go: a path such as `cases.0.when`. */
  field: string | null;
  /** Counts the steps the focus has been on; a step that is renamed keeps its number, and its form. */
  visit: number;
  /** Counts the times that something was done which leads the keys to `focus`. */
  led: number;
  /** Whether `focus` has just been added: nothing that it lacks is a fault yet. */
  fresh: boolean;
}

export interface Selection extends Store<Selected> {
  choose: (step: StepId | null, field?: string, outlet?: string) => void;
  /** Choose it, and lead the keys there, or to a field of it: what they were at may be gone. */
  lead: (step: StepId | null, fresh?: boolean, field?: string) => void;
  /** What was chosen as `step` is called `now` from here on. */
  rename: (step: StepId, now: StepId) => void;
  /** Add the step to what is chosen, or take it away. */
  toggle: (step: StepId) => void;
  chooseAll: (steps: Iterable<StepId>) => void;
}

const NOTHING = {
  focus: null,
  outlet: null,
  steps: new Set<StepId>(),
  field: null,
  fresh: false,
};

export function selectionOf(): Selection {
  const store = createStore<Selected>({ ...NOTHING, visit: 0, led: 0 });
  const choose: Selection["choose"] = (step, field, outlet) =>
    store.set((now) => {
      const same = step === now.focus && now.steps.size <= 1;
      if (same && field === undefined && now.outlet === (outlet ?? null)) return now;
      const visit = step === now.focus ? now.visit : now.visit + 1;
      const chosen = step === null ? {} : { focus: step, steps: new Set([step]) };
      return { ...now, ...NOTHING, ...chosen, field: field ?? null, outlet: outlet ?? null, visit };
    });
  const chooseAll: Selection["chooseAll"] = (ids) =>
    store.set((now) => {
      const steps = new Set(ids);
      // Only steps are chosen together.
      if (steps.size > 1) steps.delete(ENTRY);
      const focus = [...steps].at(-1) ?? null;
      return { ...now, ...NOTHING, focus, steps, visit: now.visit + 1 };
    });
  return {
    ...store,
    choose,
    lead: (step, fresh = false, field?) => {
      choose(step, field);
      store.set((now) => ({ ...now, led: now.led + 1, fresh }));
    },
    rename: (step, to) =>
      store.set((now) => {
        const name = (id: StepId) => (id === step ? to : id);
        const focus = now.focus === null ? null : name(now.focus);
        return { ...now, focus, steps: new Set([...now.steps].map(name)) };
      }),
    toggle: (step) => {
      const steps = new Set(store.getState().steps);
      if (!steps.delete(step)) steps.add(step);
      chooseAll(steps);
    },
    chooseAll,
  };
}
