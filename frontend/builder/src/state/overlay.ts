/**
 * What lies over the journey on the canvas and in the outline: who is where, the path somebody took,
 * what a simulation counted, what differs from another version. Whoever shows something sets it and
 * takes it away again; the views draw it without knowing what it means.
 */

import type { StepId } from "@/definition/types";
import { createStore, type Store } from "./store";

export type Tone = "accent" | "good" | "warn" | "bad" | "calm" | "old";

export interface OnStep {
  /** Short words at the step: `12 here`, `new`. */
  marks?: readonly { text: string; tone: Tone; title?: string; open?: () => void }[];
  /** Whether the way went through here; the rest is dimmed when anything is lit. */
  lit?: boolean;
  /** A coloured frame. */
  tone?: Tone;
}

export interface OnLink {
  text?: string;
  title?: string;
  lit?: boolean;
  tone?: Tone;
}

export interface Overlay {
  /** Who has set it. */
  owner: string;
  steps: ReadonlyMap<StepId, OnStep>;
  /** By `linkKey`. */
  links: ReadonlyMap<string, OnLink>;
  /** What is to be in sight. */
  look?: StepId;
  /** Whether all marked steps are, at once, for as long as it is shown. */
  whole?: boolean;
}

export interface Overlays extends Store<Overlay | null> {
  /** Lay it over all others; one that its owner has shown already stays where it lies. */
  show: (overlay: Overlay) => void;
  /** Take away what its owner has shown; what lies beneath is seen again. */
  hide: (owner: string) => void;
}

export const linkKey = (step: StepId, outlet: string): string => `${step}/${outlet}`;

export function overlaysOf(): Overlays {
  const store = createStore<Overlay | null>(null);
  let laid: readonly Overlay[] = [];
  const lay = (next: readonly Overlay[]) => {
    laid = next;
    store.set(() => laid.at(-1) ?? null);
  };
  return {
    ...store,
    show: (overlay) => {
      const isThere = laid.some(({ owner }) => owner === overlay.owner);
      const newer = (each: Overlay) => (each.owner === overlay.owner ? overlay : each);
      lay(isThere ? laid.map(newer) : [...laid, overlay]);
    },
    hide: (owner) => lay(laid.filter((each) => each.owner !== owner)),
  };
}
