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
  | "path"
  | "try-on-me";

/** What stands above everything. */
export type DialogName =
  | "publish"
  | "delete"
  | "confirm"
  | "shortcuts"
  | "import"
  | "pause"
  | "conflict";

/** What the dialog `confirm` is about. */
export interface Confirming {
  title: string;
  text: string;
  /** What the button says that does it. */
  verb: string;
  /** Whether it cannot be undone. */
  lasting?: boolean;
  act: () => void;
}

export interface Shown {
  view: View;
  /** Whether steps say on which day they are reached. */
  ruler: boolean;
  panel: PanelName | null;
  /** The path in the definition the reader was led to; another object each time. */
  about: { path: string } | null;
  dialog: { name: DialogName; about?: unknown } | null;
}

export interface Panels extends Store<Shown> {
  view: (view: View) => void;
  /** `path`: where in the panel the reader is led to. */
  open: (panel: PanelName | null, path?: string) => void;
  ask: (dialog: DialogName, about?: unknown) => void;
  close: () => void;
  rule: (shown: boolean) => void;
}

export function panelsOf(view: View, panel: PanelName | null): Panels {
  const store = createStore<Shown>({ view, panel, about: null, dialog: null, ruler: true });
  return {
    ...store,
    view: (chosen) => store.set((now) => ({ ...now, view: chosen })),
    open: (panel, path) =>
      store.set((now) => ({ ...now, panel, about: path === undefined ? null : { path } })),
    ask: (name, about) => store.set((now) => ({ ...now, dialog: { name, about } })),
    close: () => store.set((now) => ({ ...now, dialog: null })),
    rule: (shown) => store.set((now) => ({ ...now, ruler: shown })),
  };
}
