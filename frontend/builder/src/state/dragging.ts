/** What is dragged over the canvas, and where it would be dropped. */

import type { LinkRef } from "@/definition/links";
import type { StepId } from "@/definition/types";
import { createStore, type Store } from "./store";

/** A link, and those beside it where several meet. */
export interface Slot {
  link: LinkRef;
  beside?: readonly LinkRef[];
}

export interface Dragged {
  /** A step of the journey, or a line of the menu by its id. */
  what: { step: StepId } | { line: string };
  /** Where it can be dropped, by key. */
  slots: ReadonlyMap<string, Slot>;
  /** The key of where it would be dropped now. */
  over: string | null;
}

export type Dragging = Store<Dragged | null>;

export const draggingOf = (): Dragging => createStore<Dragged | null>(null);
