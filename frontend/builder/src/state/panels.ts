/** Which panel stands at the side, and which view of the journey in the middle. */

import { isNarrow } from "./narrow";
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
  /** Of what cannot be taken back. */
  tone?: "bad";
  act: () => void;
}

export interface Shown {
  view: View;
  /** Whether steps say on which day they are reached. */
  ruler: boolean;
  panel: PanelName | null;
  /** What marks the journey, and comes back when what was opened over it is closed. */
  beneath: PanelName | null;
  /** The path in the definition the reader was led to; another object each time. */
  about: { path: string } | null;
  /** How often a panel has been asked for. */
  asked: number;
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

/** They mark the journey, which then stays in sight beside them, on a phone too. */
export const MARKS: ReadonlySet<PanelName> = new Set([
  "walk",
  "simulate",
  "live",
  "path",
  "versions",
]);

/** Whether it covers the journey, which then cannot be come to: on a phone. */
export const covers = (panel: PanelName | null): boolean =>
  panel !== null && !MARKS.has(panel) && isNarrow();

export function panelsOf(view: View, panel: PanelName | null): Panels {
  const store = createStore<Shown>({
    view,
    panel,
    beneath: null,
    about: null,
    asked: 0,
    dialog: null,
    ruler: true,
  });
  return {
    ...store,
    view: (chosen) => store.set((now) => ({ ...now, view: chosen })),
    open: (panel, path) =>
      store.set((now) => {
        const back = now.panel && MARKS.has(now.panel) ? now.panel : now.beneath;
        const over = panel === "form" || panel === "problems";
        return {
          ...now,
          panel: panel ?? now.beneath,
          beneath: over ? back : null,
          about: path === undefined ? null : { path },
          asked: now.asked + 1,
        };
      }),
    ask: (name, about) => store.set((now) => ({ ...now, dialog: { name, about } })),
    close: () => store.set((now) => ({ ...now, dialog: null })),
    rule: (shown) => store.set((now) => ({ ...now, ruler: shown })),
  };
}
