/** The customer things are tried out with: a real one, or one that is made up. */

import { keepIn } from "./keeping";
import { createStore, type Store } from "./store";

export interface Sample {
  kind: "account" | "contact";
  /** As the API names them. */
  id: string;
  label: string;
}

export interface Samples extends Store<Sample | null> {
  choose: (sample: Sample | null) => void;
}

export function sampleOf(journey: string, storage: Storage): Samples {
  const key = `onward/sample/${journey}`;
  const store = createStore<Sample | null>(remembered(storage.getItem(key)));
  return {
    ...store,
    choose: (sample) => {
      keepIn(storage, key, JSON.stringify(sample));
      store.set(() => sample);
    },
  };
}

function remembered(text: string | null): Sample | null {
  try {
    return JSON.parse(text ?? "null") as Sample | null;
  } catch {
    return null;
  }
}
