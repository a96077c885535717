/** Whatever is typed, pasted or taken away is so in what one sees: the marks behind that follow. */

import {
  type ChangeDesc,
  type ChangeSet,
  EditorSelection,
  EditorState,
  type Extension,
  StateEffect,
  StateField,
  Transaction,
  type TransactionSpec,
} from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { difference } from "./difference";
import { page } from "./drawing";
import { BOLD, hiddenOf, ITALIC, isLine, type Kinds, rowAt, rowsIn, within } from "./looking";
import { type Drawn, drawnIn } from "./marks";
import { type Mended, mended, mendedLines, type Written, withoutLoose } from "./mending";

/** What is typed next is this, and not what the words are within which one stands. */
export const goes = StateEffect.define<Kinds | null>();

export const going = StateField.define<Kinds | null>({
  create: () => null,
  update(before, { docChanged, selection, effects }) {
    const said = effects.findLast((each) => each.is(goes));
    if (said) return said.value;
    return docChanged || selection ? null : before;
  },
});

export function keeping(): Extension {
  return [going, EditorState.transactionFilter.of(kept), composing()];
}

/** What one types in several steps is itself not touched before it is done. */
const OTHERS = ["input.format", "input.form", "input.type.compose"];

function kept(deed: Transaction): TransactionSpec | readonly TransactionSpec[] {
  const { startState: state, selection } = deed;
  if (!deed.docChanged)
    return selection && deed.isUserEvent("select")
      ? [deed, { selection: seenAs(state, selection) }]
      : deed;
  if (deed.isUserEvent("input.format.lines")) {
    const { drawn } = state.field(page);
    const now = deed.newDoc.toString();
    const back = deed.changes.invertedDesc;
    const then = mendedLines(
      drawn,
      now,
      (at, assoc) => deed.changes.mapPos(at, assoc),
      (at) => back.mapPos(at, 1),
    );
    const made = withoutLoose({ text: then, head: 0, going: null }, drawn, state.sliceDoc());
    return made.text === now
      ? deed
      : [deed, { changes: difference(now, made.text), sequential: true }];
  }
  if (deed.isUserEvent("move.drop"))
    return {
      ...specOf(state.sliceDoc(), dragged(state, deed.changes)),
      userEvent: "move.drop",
      scrollIntoView: true,
    };
  const isOurs = deed.isUserEvent("input") || deed.isUserEvent("delete");
  if (!isOurs || OTHERS.some((event) => deed.isUserEvent(event))) return deed;
  const chosen = !state.selection.main.empty;
  const pasted = ["input.paste", "input.drop"].some((event) => deed.isUserEvent(event));
  const range = rangeOf(deed.changes, deed.newDoc);
  const made =
    (chosen && isListAndAll(state, range)
      ? { text: range.insert, head: range.insert.length, going: null }
      : null) ??
    begunBold(state, range) ??
    mended(writtenIn(state), { ...range, chosen, pasted });
  const userEvent = deed.annotation(Transaction.userEvent);
  return {
    ...specOf(state.sliceDoc(), made),
    effects: [...deed.effects, goes.of(made.going)],
    ...(userEvent && { userEvent }),
    scrollIntoView: deed.scrollIntoView,
  };
}

/** Whether it is all of a text that begins with a list or a heading, which then goes with the rest. */
function isListAndAll(
  state: EditorState,
  { from, until }: { from: number; until: number },
): boolean {
  const { rows, drawn } = state.field(page);
  return (
    from < until &&
    drawn.some((each) => isLine(each) && each.from === 0) &&
    rowAt(rows, from).from === 0 &&
    rowAt(rows, until).until === state.doc.length
  );
}

/** What is dragged is taken away where it was, and comes where as much of what one sees stands before it. */
function dragged(state: EditorState, changes: ChangeSet): Mended {
  let [from, until, at, insert] = [0, 0, 0, ""];
  changes.iterChanges((begins, ends, _begins, _ends, text) => {
    if (begins < ends) [from, until] = [begins, ends];
    if (text.length > 0) [at, insert] = [begins, text.toString()];
  });
  const before = writtenIn(state);
  const taken = mended(before, { from, until, insert: "", chosen: true });
  const drawn = drawnIn(taken.text, true);
  const most = placesIn(before.drawn, before.text.length).filter(
    (place) => place < at && (place < from || place >= until),
  ).length;
  const head = placesIn(drawn, taken.text.length)[most] ?? taken.text.length;
  return mended(
    { text: taken.text, drawn, head: rowAt(rowsIn(drawn), head).place, going: null },
    { from: head, until: head, insert, pasted: true },
  );
}

/** Where a sign is that is seen. */
function placesIn(drawn: readonly Drawn[], length: number): number[] {
  const isHidden = within(drawn.flatMap(hiddenOf), length);
  return [...Array(length).keys()].filter((at) => !isHidden(at));
}

/** A sign that begins a line, in bold: `**-**`. */
const BOLD_SIGN = /^( *)(\*{1,3})([-+]|\d{1,9}[.)]|#{1,6}|>)\2$/;

/** What begins a list, a heading or a quotation does so in bold, too: not the sign is bold, but what comes. */
function begunBold(state: EditorState, { insert }: { insert: string }): Mended | null {
  const { head, empty } = state.selection.main;
  const line = state.doc.lineAt(head);
  const [whole, space = "", marks = "", sign = ""] = BOLD_SIGN.exec(line.text) ?? [];
  const isBehind = head >= line.to - marks.length;
  if (insert !== " " || !empty || whole === undefined || !isBehind) return null;
  const begins = `${space}${sign} `;
  const text = state.sliceDoc(0, line.from) + begins + state.sliceDoc(line.to);
  const kinds = [0, ITALIC, BOLD, BOLD | ITALIC][marks.length] ?? 0;
  return { text, head: line.from + begins.length, going: kinds };
}

const specOf = (now: string, { text, head }: { text: string; head: number }) => ({
  changes: difference(now, text),
  selection: { anchor: head },
});

const writtenIn = (state: EditorState): Written => ({
  text: state.sliceDoc(),
  drawn: state.field(page).drawn,
  head: state.selection.main.head,
  going: state.field(going),
});

/** All that was changed, as one. */
function rangeOf(changes: ChangeDesc, behind: { sliceString: (a: number, b: number) => string }) {
  const all: [number, number, number, number][] = [];
  changes.iterChangedRanges((...range) => all.push(range));
  const from = Math.min(...all.map(([from]) => from));
  const until = Math.max(...all.map(([, until]) => until));
  const begins = Math.min(...all.map(([, , begins]) => begins));
  const ends = Math.max(...all.map(([, , , ends]) => ends));
  return { from, until, insert: behind.sliceString(begins, ends) };
}

/** Of places that look the same, there is one where one stands. */
export function seenAs(state: EditorState, { main }: EditorSelection): EditorSelection {
  const { rows } = state.field(page);
  const place = (at: number) => rowAt(rows, at).place;
  const { anchor, head, goalColumn, assoc, bidiLevel } = main;
  if (main.empty && place(head) === head) return EditorSelection.create([main]);
  return EditorSelection.create([
    main.empty
      ? EditorSelection.cursor(place(head), assoc, bidiLevel ?? undefined, goalColumn)
      : EditorSelection.range(place(anchor), place(head), goalColumn, bidiLevel ?? undefined),
  ]);
}

/** What takes several keys to write is looked after when it is done. */
function composing(): Extension {
  let begun: Written | null = null;
  let changes: ChangeSet | null = null;
  const settle = (view: EditorView) => {
    const [before, all] = [begun, changes];
    if (!before || view.composing) return;
    begun = changes = null;
    if (!all || all.empty) return;
    const { state } = view;
    const made = mended(before, rangeOf(all, state.doc));
    if (made.text === state.sliceDoc()) return;
    view.dispatch({
      ...specOf(state.sliceDoc(), made),
      effects: goes.of(made.going),
      userEvent: "input.format",
    });
  };
  return [
    EditorView.domEventHandlers({
      compositionstart(_, view) {
        begun = writtenIn(view.state);
        changes = null;
      },
      compositionend(_, view) {
        // Behind what the editor itself reads of it then, and before the next key.
        queueMicrotask(() => queueMicrotask(() => settle(view)));
      },
    }),
    EditorView.updateListener.of(({ changes: now, docChanged, transactions }) => {
      if (!begun || !docChanged) return;
      if (transactions.some((each) => each.isUserEvent("input.type")))
        changes = changes ? changes.compose(now) : now;
      else begun = changes = null;
    }),
  ];
}
