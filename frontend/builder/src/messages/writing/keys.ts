/** What keys and tools do in a text: all of it as if it were typed, so that it is undone the same way. */

import {
  deleteCharBackward,
  deleteCharForward,
  deleteGroupBackward,
  deleteGroupForward,
} from "@codemirror/commands";
import { type ChangeSpec, EditorSelection, type EditorState } from "@codemirror/state";
import type { Command, EditorView, KeyBinding } from "@codemirror/view";
import { isChosen, isWrittenIn, page } from "./drawing";
import { type Chip, type Drawn, type Line, type Link, type Stressed, standsAlone } from "./marks";

/** What a form can be opened about. */
export type Asked = Link | (Chip & { field: NonNullable<Chip["field"]> });

/** What begins the next point of a list, behind this one. Null: the line is none. */
export function nextPoint(line: string): string | null {
  const [, space, mark, number] = /^( *)(-|(\d+)\.) /.exec(line) ?? [];
  return mark ? `${space}${number ? `${Number(number) + 1}.` : mark} ` : null;
}

/** The field or link that is chosen, or within which one is writing. */
export function askable(state: EditorState): Asked | null {
  const here = state
    .field(page)
    .drawn.filter((each) => isChosen(state, each) || isWrittenIn(state, each));
  const chosen = state.selection.main;
  const exact = here.find(({ from, until }) => from === chosen.from && until === chosen.to);
  const found = exact ?? (chosen.empty ? here.find(({ kind }) => kind === "link") : undefined);
  return found && isAskable(found) ? found : null;
}

export const isAskable = (each: Drawn): each is Asked =>
  each.kind === "link" || (each.kind === "chip" && each.field !== null);

/** What the text is, and what happens to what it is asked about. */
export interface Writing {
  isLine: boolean;
  markdown: boolean;
  ask: (asked: Asked) => void;
}

export function keysOf({ isLine, markdown, ask }: Writing): KeyBinding[] {
  const enter: Command = (view) => {
    if (view.state.readOnly) return true;
    const asked = askable(view.state);
    if (asked) ask(asked);
    // It is one line of text, wherever it breaks.
    else if (!isLine) goOn(view, markdown);
    return true;
  };
  const marked: KeyBinding[] = [
    { key: "Mod-b", run: stress("**", "bold") },
    { key: "Mod-i", run: stress("*", "italic") },
    { key: "Mod-k", run: linking(ask) },
  ];
  return [
    { key: "Enter", run: enter, shift: enter },
    { key: "ArrowRight", run: toChip(1) },
    { key: "ArrowLeft", run: toChip(-1) },
    { key: "Backspace", run: taking(-1, deleteCharBackward) },
    { key: "Delete", run: taking(1, deleteCharForward) },
    { key: "Mod-Backspace", mac: "Alt-Backspace", run: taking(-1, deleteGroupBackward) },
    { key: "Mod-Delete", mac: "Alt-Delete", run: taking(1, deleteGroupForward) },
    ...(markdown ? marked : []),
  ];
}

/** Text in place of what is chosen; one writes on behind it, or what is said of it is chosen. */
export function put(view: EditorView, text: string, select?: readonly [number, number]): void {
  const { from, to } = view.state.selection.main;
  const [begins, ends] = select ?? [text.length, text.length];
  view.dispatch({
    changes: { from, to, insert: text },
    selection: { anchor: from + begins, head: from + ends },
    userEvent: "input.paste",
    scrollIntoView: true,
  });
}

/** Enter goes on with a list; behind a point that says nothing it ends it. */
function goOn(view: EditorView, markdown: boolean): void {
  const { state } = view;
  const { from, to, empty } = state.selection.main;
  const line = state.doc.lineAt(from);
  const next = markdown && empty ? nextPoint(line.text.slice(0, from - line.from)) : null;
  const isOver = next !== null && /^ *(-|\d+\.) $/.test(line.text);
  const insert = isOver ? "\n" : `\n${next ?? ""}`;
  const begins = isOver ? line.from : from;
  view.dispatch({
    changes: { from: begins, to, insert },
    selection: { anchor: begins + insert.length },
    userEvent: "input",
    scrollIntoView: true,
  });
}

/** A field is chosen before it is stepped over. */
const toChip =
  (by: 1 | -1): Command =>
  ({ state, dispatch }) => {
    const { head, empty } = state.selection.main;
    const next = chipsIn(state).find(
      ({ field, from, until }) => field && (by > 0 ? from : until) === head,
    );
    if (!empty || !next) return false;
    const [anchor, to] = by > 0 ? [next.from, next.until] : [next.until, next.from];
    dispatch(state.update({ selection: { anchor, head: to }, scrollIntoView: true }));
    return true;
  };

/** Those that are seen as such, which in the address of a link they are only while it is. */
function chipsIn(state: EditorState): Chip[] {
  const { drawn } = state.field(page);
  const hidden = drawn.filter(
    (each): each is Link => each.kind === "link" && !isWrittenIn(state, each),
  );
  return drawn.filter(
    (each): each is Chip =>
      each.kind === "chip" &&
      each.words !== "" &&
      !hidden.some(({ words, until }) => words.until <= each.from && each.until <= until),
  );
}

/**
 * Takes away what is seen beside the caret. A field goes as a whole; a link is chosen first; and where
 * only the marks of what is bold stand there, a letter of its words goes.
 */
const taking =
  (by: 1 | -1, take: Command): Command =>
  (view) => {
    for (let inward = view.state.selection.main.empty; inward; ) {
      const { state } = view;
      const { head } = state.selection.main;
      const isHere = ({ from, until }: Drawn) => (by < 0 ? until : from) === head;
      const whole = chipsIn(state).find(isHere);
      if (whole) {
        const { from, until: to } = whole;
        view.dispatch({ changes: { from, to }, userEvent: "delete", scrollIntoView: true });
        return true;
      }
      const { drawn } = state.field(page);
      const link = drawn.find((each) => each.kind === "link" && isHere(each));
      if (link) {
        view.dispatch({ selection: { anchor: link.from, head: link.until } });
        return true;
      }
      const stressed = drawn.find(
        (each): each is Stressed =>
          (each.kind === "bold" || each.kind === "italic") && isHere(each),
      );
      if (stressed) view.dispatch({ selection: { anchor: head + by * stressed.mark } });
      inward = stressed !== undefined;
    }
    const before = stressedIn(view.state);
    const isTaken = take(view);
    if (isTaken) withoutEmpty(view, before);
    return isTaken;
  };

const stressedIn = (state: EditorState): Stressed[] =>
  state
    .field(page)
    .drawn.filter((each): each is Stressed => each.kind === "bold" || each.kind === "italic");

/** With the last of its words go the marks of what was bold, which else stood there as such. */
function withoutEmpty(view: EditorView, before: readonly Stressed[]): void {
  for (const { from, mark } of before.toSorted((one, other) => other.from - one.from)) {
    const { state } = view;
    const begins = from + mark;
    const until = begins + mark;
    if (state.selection.main.head !== begins) continue;
    if (state.sliceDoc(from, begins) === state.sliceDoc(begins, until))
      view.dispatch({ changes: { from, to: until }, userEvent: "delete" });
  }
}

/** The words that are chosen: of each line without what it begins with, and without space around them. */
function chosenWords(state: EditorState): { from: number; to: number }[] {
  const { from, to } = state.selection.main;
  const begins = state
    .field(page)
    .drawn.filter((each): each is Line => "level" in each)
    .map((each) => each.mark);
  return chosenLines(state).flatMap((line) => {
    const behind = begins.find((mark) => line.from <= mark && mark <= line.to) ?? line.from;
    const first = Math.max(from, behind);
    const words = state.sliceDoc(first, Math.max(first, Math.min(to, line.to)));
    const part = first + (/^\s*/.exec(words)?.[0].length ?? 0);
    return words.trim() ? [{ from: part, to: part + words.trim().length }] : [];
  });
}

function chosenLines({ doc, selection: { main } }: EditorState) {
  const first = doc.lineAt(main.from).number;
  return Array.from({ length: doc.lineAt(main.to).number - first + 1 }, (_, nth) =>
    doc.line(first + nth),
  );
}

/** Behind the last of what is bold one goes on without; right behind it, with it; and of no words the marks go. */
function steppedOver(view: EditorView, mark: string): boolean {
  const { state } = view;
  const { head, empty } = state.selection.main;
  if (!empty) return false;
  const { length } = mark;
  const begun = /[*_]*$/.exec(state.sliceDoc(0, head))?.[0] ?? "";
  const ended = /^[*_]*/.exec(state.sliceDoc(head))?.[0] ?? "";
  const isHere = length === 2 ? begun.length > 1 : begun.length % 2 === 1;
  if (isHere && begun.length === ended.length) {
    view.dispatch({ changes: { from: head - length, to: head + length }, userEvent: "delete" });
    return true;
  }
  const kind = length === 2 ? "bold" : "italic";
  const words = state
    .field(page)
    .drawn.find(
      (each) =>
        each.kind === kind &&
        each.from < head &&
        (begun === "" ? head < each.until : head === each.until) &&
        each.until <= head + ended.length,
    );
  if (!words) return false;
  view.dispatch({ selection: { anchor: words.until === head ? head - length : words.until } });
  return true;
}

/** What is chosen gets these marks around it, line for line; or loses them, where all of it has them. */
export const stress =
  (mark: string, otherwise: string): Command =>
  (view) => {
    const { state } = view;
    if (steppedOver(view, mark)) return true;
    const { from, to } = state.selection.main;
    const kind = mark.length === 2 ? "bold" : "italic";
    const all = stressedIn(state).filter((each) => each.kind === kind);
    const words = chosenWords(state);
    const [first, last] = [words[0], words.at(-1)];
    const around = (first ? words : [{ from, to }]).map((part) =>
      all.find((each) => each.from <= part.from && part.to <= each.until),
    );
    const within = around.every((each) => each !== undefined) ? new Set(around) : null;
    const rid = [
      ...(within ?? all.filter((each) => from <= each.from && each.until <= to)),
    ].flatMap((each) => [
      { from: each.from, to: each.from + mark.length },
      { from: each.until - mark.length, to: each.until },
    ]);
    if (within) view.dispatch({ changes: rid, userEvent: "input.format" });
    else if (first && last) {
      const marked = words.flatMap((part) => [
        { from: part.from, insert: mark },
        { from: part.to, insert: mark },
      ]);
      const changes = state.changes([...rid, ...marked]);
      view.dispatch({
        changes,
        selection: { anchor: changes.mapPos(first.from, 1), head: changes.mapPos(last.to, -1) },
        userEvent: "input.format",
      });
    } else put(view, `${mark}${otherwise}${mark}`, [mark.length, mark.length + otherwise.length]);
    return true;
  };

/** The chosen lines become a list; or none, where they are one. */
export const listing =
  (numbered: boolean): Command =>
  (view) => {
    const { state } = view;
    const { from, to } = state.selection.main;
    const chosen = chosenLines(state);
    const said = chosen.filter(({ text }) => text.trim() !== "");
    const lines = said.length > 0 ? said : chosen;
    const has = numbered ? /^( *)\d+\. / : /^( *)- /;
    const any = /^( *)(?:-|\d+\.) /;
    const isList = lines.every(({ text }) => has.test(text));
    const changes: ChangeSpec[] = lines.map((line, nth) => {
      const [whole = "", space = ""] = any.exec(line.text) ?? [];
      const insert = isList ? "" : numbered ? `${nth + 1}. ` : "- ";
      return { from: line.from + space.length, to: line.from + whole.length, insert };
    });
    const made = state.changes(changes);
    view.dispatch({
      changes: made,
      selection: EditorSelection.range(made.mapPos(from, 1), made.mapPos(to, 1)),
      userEvent: "input.format",
      scrollIntoView: true,
    });
    return true;
  };

/** The form of a link of what is chosen, which is one once that is answered; where one is in a link, the form of that. */
export const linking =
  (ask: Writing["ask"]): Command =>
  (view) => {
    const there = askable(view.state);
    if (there?.kind === "link") {
      ask(there);
      return true;
    }
    const { main } = view.state.selection;
    const chosen = view.state.sliceDoc(main.from, main.to);
    const words = chosen.trim();
    const from = main.from + chosen.indexOf(words);
    const until = from + words.length;
    ask({
      kind: "link",
      from,
      until,
      words: { from, until },
      address: { from: until, until },
      isButton: false,
      isAlone: standsAlone(view.state.sliceDoc(), from, until),
      isNew: true,
    });
    return true;
  };
