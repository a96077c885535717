/** A field that is begun by hand, `{{` and what it may be called: for as long as it is, fields are offered. */

import { type EditorState, type Extension, Prec, StateEffect, StateField } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";

/** Where it begins, and what was typed of it since. */
export interface Begun {
  from: number;
  query: string;
}

/** Nothing is offered for it any more. */
export const offeredEnough = StateEffect.define<null>();

interface Offering {
  begun: Begun | null;
  /** Where one begins for which nobody wants any. */
  left: number | null;
}

const NOTHING: Offering = { begun: null, left: null };

/** A blank right behind it says that somebody writes it by hand. */
const BEGUN = /(?<!\{)\{\{([^\s{}|][^{}|]*)?$/;

function begunIn({ doc, selection: { main } }: EditorState): Begun | null {
  const line = doc.lineAt(main.head);
  const before = doc.sliceString(line.from, main.head);
  const [whole, query = ""] = BEGUN.exec(before) ?? [];
  const isWithin = /^[^{]*\}\}/.test(doc.sliceString(main.head, line.to));
  return whole === undefined || isWithin || !main.empty
    ? null
    : { from: main.head - whole.length, query };
}

export const offering = StateField.define<Offering>({
  create: () => NOTHING,
  update(before, deed) {
    const left = before.left === null ? null : deed.changes.mapPos(before.left);
    if (deed.effects.some((each) => each.is(offeredEnough)))
      return { begun: null, left: before.begun?.from ?? left };
    if (!deed.docChanged) return deed.selection ? { begun: null, left } : before;
    const goesOn = deed.isUserEvent("input.type") || (before.begun && deed.isUserEvent("delete"));
    const begun = goesOn ? begunIn(deed.state) : null;
    return { begun: begun?.from === left ? null : begun, left };
  },
});

const KEYS = ["ArrowDown", "ArrowUp", "Enter", "Tab", "Escape"] as const;
export type OfferKey = (typeof KEYS)[number];

/** `told`: hears what is begun; `press`: whether a key was for what is offered. */
export function offersFields(
  told: (begun: Begun | null) => void,
  press: (key: OfferKey) => boolean,
): Extension {
  return [
    offering,
    EditorView.updateListener.of(({ state, startState }) => {
      const { begun } = state.field(offering);
      if (begun !== startState.field(offering).begun) told(begun);
    }),
    EditorView.domEventHandlers({
      blur(_, view) {
        if (view.state.field(offering).begun) view.dispatch({ effects: offeredEnough.of(null) });
      },
      // It closes what is offered, and not what the text stands in.
      keydown(event, view) {
        if (event.key === "Escape" && view.state.field(offering).begun) event.stopPropagation();
      },
    }),
    Prec.highest(
      keymap.of(
        KEYS.map((key) => ({
          key,
          run: ({ state }: EditorView) => state.field(offering).begun !== null && press(key),
        })),
      ),
    ),
  ];
}
