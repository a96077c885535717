/** A text without a window, for tests of what is done in it. */

import {
  EditorSelection,
  findClusterBreak,
  type SelectionRange,
  type Transaction,
  type TransactionSpec,
} from "@codemirror/state";
import type { Command, EditorView } from "@codemirror/view";
import { editorState, stepOf } from "./editor";
import { type Asked, heldBy, keysOf } from "./keys";

/** What keys do to it, where nothing has to be measured. `¦` is the caret, or two of them what is chosen. */
export function writing(
  marked: string,
  { isLine = false, markdown = true, readOnly = false } = {},
) {
  const [before = "", chosen, ...rest] = marked.split("¦");
  const steps: string[] = [];
  const asked: Asked[] = [];
  const writes = { isLine, markdown, ask: (about: Asked) => void asked.push(about) };
  let state = editorState({
    ...writes,
    value: marked.replaceAll("¦", ""),
    readOnly,
    hint: "",
    attributes: () => ({}),
    changed: () => {},
    left: () => {},
    seen: () => {},
    offers: { told: () => {}, press: () => false },
  });
  const view = {
    get state() {
      return state;
    },
    dispatch(spec: TransactionSpec) {
      const deed = "newDoc" in spec ? (spec as unknown as Transaction) : state.update(spec);
      if (deed.docChanged) steps.push(stepOf([deed]));
      state = deed.state;
    },
    // As in a text that runs one way.
    moveByChar({ head }: SelectionRange, forward: boolean) {
      const to = findClusterBreak(state.sliceDoc(), head, forward);
      return EditorSelection.cursor(to);
    },
  } as unknown as EditorView;
  const head = before.length + (rest.length > 0 ? (chosen ?? "").length : 0);
  view.dispatch({ selection: { anchor: before.length, head }, effects: [] });
  const keys = keysOf(writes);
  return {
    view,
    asked,
    /** What of what was done is a step back of its own. */
    steps,
    text: () => state.sliceDoc(),
    /** The text with its caret. */
    seen: () => {
      const { from, to } = state.selection.main;
      const text = state.sliceDoc();
      return from === to
        ? `${text.slice(0, from)}¦${text.slice(from)}`
        : `${text.slice(0, from)}¦${text.slice(from, to)}¦${text.slice(to)}`;
    },
    /** Whether the last of them did something. */
    press: (...names: string[]) => {
      let isDone: boolean | undefined = false;
      for (const name of names) {
        const shift = name.startsWith("Shift-");
        const found = keys.find(({ key }) => key === name.replace("Shift-", ""));
        isDone = (shift ? found?.shift : found?.run)?.(view);
      }
      return isDone;
    },
    type: (said: string) => {
      for (const insert of said) {
        const { from, to } = state.selection.main;
        view.dispatch({
          changes: { from, to, insert },
          selection: { anchor: from + insert.length },
          userEvent: "input.type",
        });
      }
    },
    held: () => heldBy(state),
    act: (command: Command) => command(view),
  };
}
