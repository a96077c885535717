/** Which panel stands at the side, and which view of the journey in the middle. */

import { createStore, type Store } from "./store";

/** What the middle shows. */
export type View = "canvas" | "outline" | "text";

/** What the side shows; `form` follows what is chosen. */
export type PanelName =
  | "form"
  | "problems"
  | "walk"
  | "simulate"
  | "scenarios"
  | "versions"
  | "live"
  | "try-on-me";

/** What stands above everything. */
export type DialogName = "publish" | "delete" | "shortcuts" | "import" | "conflict";

export interface Shown {
  view: View;
  panel: PanelName | null;
  dialog: { name: DialogName; about?: unknown } | null;
}

export interface Panels extends Store<Shown> {
  view: (view: View) => void;
  open: (panel: PanelName | null) => void;
  ask: (dialog: DialogName, about?: unknown) => void;
  close: () => void;
}

export function panelsOf(view: View): Panels {
  const store = createStore<Shown>({ view, panel: null, dialog: null });
  return {
    ...store,
    view: (chosen) => store.set((now) => ({ ...now, view: chosen })),
    open: (panel) => store.set((now) => ({ ...now, panel })),
    ask: (name, about) => store.set((now) => ({ ...now, dialog: { name, about } })),
    close: () => store.set((now) => ({ ...now, dialog: null })),
  };
}
