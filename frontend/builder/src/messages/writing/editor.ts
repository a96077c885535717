/** CodeMirror as a field of a form: with our keys and looks, and the text kept as it is. */

import { history, historyKeymap, standardKeymap } from "@codemirror/commands";
import {
  Annotation,
  EditorState,
  type Extension,
  Transaction,
  type TransactionSpec,
} from "@codemirror/state";
import { EditorView, keymap, placeholder } from "@codemirror/view";
import { copying } from "./copying";
import { difference, differences } from "./difference";
import { page, pageOf } from "./drawing";
import { keeping } from "./keeping";
import { isAskable, keysOf, type Writing } from "./keys";
import { type Begun, type OfferKey, offersFields } from "./offering";
import { paste } from "./pasting";

/** How high the tools of a text are, on a phone, in pixels. */
const TOOLS = 64;

/** Marks what was not changed here. */
const elsewhere = Annotation.define<boolean>();

export interface EditorProps extends Writing {
  value: string;
  /** Of the box one writes in, as they are now. */
  attributes: () => Record<string, string>;
  /** What of it is a step back of its own: all of it, or that it begins one with what is typed next. */
  changed: (value: string, step: "own" | "begun" | "same") => void;
  left: () => void;
  /** Tells of every place one comes to. */
  seen: (state: EditorState) => void;
  /** Hears of a field that is begun by hand, and whether a key was for what is offered for it. */
  offers: { told: (begun: Begun | null) => void; press: (key: OfferKey) => boolean };
  /** Goes back, or forth, in all that is edited, of which this text is a part. Left out: it stands alone. */
  back?: ((forth: boolean) => void) | undefined;
  hint: string;
  readOnly: boolean;
}

export function editorState(props: EditorProps): EditorState {
  const { value, attributes, changed, left, seen, back, hint, isLine, markdown, readOnly } = props;
  /** Whether it is asked for without its looks. */
  let plain = false;
  const writing: Extension[] = [
    back ? backAmongAll(back) : [history(), keymap.of(historyKeymap)],
    keymap.of([...keysOf(props), ...standardKeymap]),
    offersFields(props.offers.told, props.offers.press),
    EditorView.domEventHandlers({
      click: ({ target }, view) => clicked(view, target as Element, props),
      blur: left,
      keydown: ({ key, shiftKey }) => {
        plain = shiftKey && key.toLowerCase() === "v";
      },
      keyup: () => {
        plain = false;
      },
      paste: ({ clipboardData }, view) =>
        markdown && !isLine && !plain && clipboardData !== null && paste(view, clipboardData),
    }),
  ];
  return EditorState.create({
    doc: value,
    extensions: [
      // What ends lines in other systems is kept where it stands, and not brought in.
      EditorState.lineSeparator.of("\n"),
      EditorView.clipboardInputFilter.of((text) => text.replace(/\r\n?/g, "\n")),
      isLine ? EditorState.transactionFilter.of(onOneLine) : [],
      pageOf(markdown),
      markdown ? [keeping(), copying()] : [],
      EditorView.lineWrapping,
      // The tools stay in sight above it.
      EditorView.scrollMargins.of(() => ({ top: TOOLS })),
      EditorView.contentAttributes.of(attributes),
      hint ? placeholder(hint) : [],
      EditorView.updateListener.of(({ state, transactions }) => {
        if (markdown && transactions.length > 0) seen(state);
        if (transactions.some((each) => each.docChanged && !each.annotation(elsewhere)))
          changed(state.sliceDoc(), stepOf(transactions));
      }),
      EditorState.readOnly.of(readOnly),
      EditorView.editable.of(!readOnly),
      readOnly ? [] : writing,
    ],
  });
}

/** Whatever takes away what was chosen is one of its own; other words for it go on with what is typed. */
export function stepOf(all: readonly Transaction[]): "own" | "begun" | "same" {
  const isTyped = all.every((each) => each.isUserEvent("input.type"));
  const isTaken = all.every((each) => each.isUserEvent("delete"));
  const isOfChosen = all.some(({ startState, docChanged }) => {
    return docChanged && !startState.selection.main.empty;
  });
  if (isTyped) return isOfChosen ? "begun" : "same";
  return isTaken && !isOfChosen ? "same" : "own";
}

/** One order of all that was done, whichever field it was in. */
function backAmongAll(back: (forth: boolean) => void): Extension {
  return EditorView.domEventHandlers({
    keydown(event) {
      const key = event.key.toLowerCase();
      const isMeant = (event.ctrlKey || event.metaKey) && !event.altKey;
      if (!isMeant || !(key === "z" || key === "y")) return false;
      event.preventDefault();
      back(key === "y" || event.shiftKey);
      return true;
    },
    // From the browser's own menu, or by shaking a phone.
    beforeinput(event) {
      const forth = { historyUndo: false, historyRedo: true }[event.inputType];
      if (forth === undefined) return false;
      event.preventDefault();
      back(forth);
      return true;
    },
  });
}

/** What has been changed elsewhere is taken over, and is no step back of this text. */
export function take(view: EditorView, value: string): void {
  const now = view.state.sliceDoc();
  if (now === value) return;
  const changes = view.state.changes(differences(now, value));
  const { anchor, head } = view.state.selection.main;
  view.dispatch({
    changes,
    // Behind what comes back where one is writing.
    selection: { anchor: changes.mapPos(anchor, 1), head: changes.mapPos(head, 1) },
    annotations: [elsewhere.of(true), Transaction.addToHistory.of(false)],
    filter: false,
  });
}

/** How much further behind a part of the text is since others have changed that; null: they changed it itself. */
export function movedBy(
  then: string,
  now: string,
  { from, until }: { from: number; until: number },
): number | null {
  const changed = difference(then, now);
  if (until <= changed.from) return 0;
  return changed.to <= from ? now.length - then.length : null;
}

/** A field, or the words of a link, is asked about; code is gone into. */
function clicked(view: EditorView, target: Element, { ask }: Writing): boolean {
  const drawn = target.closest(".b-chip-words, .b-mark-link, .b-mark-button");
  if (!drawn || !view.state.selection.main.empty) return false;
  const at = view.posAtDOM(drawn);
  const isChip = drawn.matches(".b-chip-words");
  const found = view.state
    .field(page)
    .drawn.find(({ kind, from, until }) =>
      isChip ? kind === "chip" && from === at : kind === "link" && from <= at && at <= until,
    );
  if (!found) return false;
  if (isAskable(found)) ask(found);
  else view.dispatch({ selection: { anchor: found.from + 2 } });
  return true;
}

/** What is put in a text of one line is on that line. */
function onOneLine(change: Transaction): TransactionSpec | readonly TransactionSpec[] {
  if (!change.docChanged) return change;
  const inserted: { from: number; to: number; insert: string }[] = [];
  change.changes.iterChanges((from, to, _from, _to, text) => {
    inserted.push({ from, to, insert: text.toString() });
  });
  if (!inserted.some(({ insert }) => insert.includes("\n"))) return change;
  return {
    changes: inserted.map((each) => ({ ...each, insert: each.insert.replace(/\n/g, " ") })),
    ...(change.selection && { selection: change.selection }),
    effects: change.effects,
    userEvent: "input",
    scrollIntoView: change.scrollIntoView,
  };
}
