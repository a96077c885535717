/** What is copied, cut or dragged of a text is whole: with the marks of its words, and none besides. */

import type { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { page } from "./drawing";
import {
  hasWords,
  hiddenOf,
  isEscape,
  isLine,
  isLink,
  kindsIn,
  type Stands,
  within,
} from "./looking";
import type { Drawn } from "./marks";
import { restressed } from "./restressing";

/** How it is called among what else is on the clipboard. */
export const MARKED = "text/markdown";

/** What is chosen, as it would be written alone. A link is one still if all its words are chosen. */
export function chosenOf(state: EditorState): string {
  const text = state.sliceDoc();
  const { from, to: until } = state.selection.main;
  const { drawn } = state.field(page);
  const links = drawn.filter(isLink).filter(hasWords);
  const seen = seenIn(drawn, text.length);
  const isWhole = (words: Stands) =>
    Array.from({ length: words.until - words.from }, (_, nth) => words.from + nth)
      .filter(seen)
      .every((place) => from <= place && place < until);
  const whole = [
    ...links.filter(({ words }) => isWhole(words)),
    ...drawn.filter(isEscape).filter(isWhole),
  ];
  const isKept = within(whole.flatMap(hiddenOf), text.length);
  return restressed(
    text,
    { from: 0, until: text.length },
    (place) => !isKept(place) && (place < from || place >= until || !seen(place)),
    kindsIn(drawn, text.length),
  ).text;
}

/** As one sees it; fields are as they are written, for where they are put. */
function wordsOf(state: EditorState): string {
  const { from, to } = state.selection.main;
  const seen = seenIn(state.field(page).drawn, to);
  return state
    .sliceDoc(from, to)
    .split("")
    .filter((_, nth) => seen(from + nth))
    .join("");
}

/** But for what lines begin with, which is read as it is written. */
function seenIn(drawn: readonly Drawn[], length: number): (at: number) => boolean {
  const isHidden = within(drawn.filter((each) => !isLine(each)).flatMap(hiddenOf), length);
  return (at) => !isHidden(at);
}

/** With its marks for another text that has them, and as it reads for all else. */
export function copying() {
  const copied = (event: ClipboardEvent, view: EditorView): boolean => {
    const { state } = view;
    const data = event.clipboardData;
    if (state.selection.main.empty || !data) return false;
    data.clearData();
    data.setData("text/plain", wordsOf(state));
    data.setData(MARKED, chosenOf(state));
    if (event.type === "cut" && !state.readOnly)
      view.dispatch({
        changes: { from: state.selection.main.from, to: state.selection.main.to },
        userEvent: "delete.cut",
        scrollIntoView: true,
      });
    return true;
  };
  return [
    EditorView.domEventHandlers({ copy: copied, cut: copied }),
    // What is dragged is brought as this alone.
    EditorView.clipboardOutputFilter.of((_, state) => chosenOf(state)),
  ];
}
