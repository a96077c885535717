/** What is dragged over the canvas, and the link it would be dropped on. */

import type { LinkRef } from "@/definition/links";
import type { StepId } from "@/definition/types";
import { createStore, type Store } from "./store";

export interface Dragged {
  /** A step of the journey, or a line of the menu by its id. */
  what: { step: StepId } | { line: string };
  /** Links it can be dropped on, by key. */
  slots: ReadonlySet<string>;
  /** The one it would be dropped on now. */
  over: LinkRef | null;
}

export type Dragging = Store<Dragged | null>;

export const draggingOf = (): Dragging => createStore<Dragged | null>(null);
