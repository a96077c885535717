/** What keys and tools do in a text: all of it as if it were typed, so that it is undone the same way. */

import { deleteCharBackward, deleteCharForward } from "@codemirror/commands";
import {
  type ChangeSpec,
  CharCategory,
  EditorSelection,
  type EditorState,
  findClusterBreak,
} from "@codemirror/state";
import type { Command, EditorView, KeyBinding } from "@codemirror/view";
import { difference } from "./difference";
import { isChosen, isWrittenIn, page } from "./drawing";
import { goes, going } from "./keeping";
import {
  BOLD,
  hasWords,
  hiddenOf,
  ITALIC,
  isLine,
  isLink,
  isStressed,
  type Kinds,
  kindOf,
  kindsAt,
  kindsIn,
  type Row,
  rowAt,
  within,
  wordsIn,
} from "./looking";
import type { Chip, Drawn, Line, Link } from "./marks";
import { restressed, wholePart } from "./restressing";

/** What a form can be opened about. */
export type Asked = Link | (Chip & { field: NonNullable<Chip["field"]> });

/** What begins the next point of a list, or line of a quotation, behind this one. Null: the line is neither. */
export function nextPoint(line: string): string | null {
  const [, space, mark, number, ends] = /^( *)([-*+>]|(\d{1,9})([.)])) /.exec(line) ?? [];
  return mark ? `${space}${number ? `${Number(number) + 1}${ends}` : mark} ` : null;
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
    const { head, empty } = view.state.selection.main;
    // At the end of the words of a link one goes on behind it.
    const isBeside = asked?.kind === "link" && empty && head >= asked.words.until;
    if (asked && !isBeside) ask(asked);
    // It is one line of text, wherever it breaks.
    else if (!isLine) goOn(view, markdown);
    return true;
  };
  const marked: KeyBinding[] = [
    { key: "Mod-b", run: stress(BOLD) },
    { key: "Mod-i", run: stress(ITALIC) },
    { key: "Mod-k", run: linking(ask) },
    // Where a point cannot be set in or out any further, Tab leads on.
    { key: "Tab", run: setIn(1), shift: setIn(-1) },
  ];
  return [
    { key: "Enter", run: enter, shift: enter },
    { key: "ArrowRight", run: along(1, "moveByChar"), shift: along(1, "moveByChar", true) },
    { key: "ArrowLeft", run: along(-1, "moveByChar"), shift: along(-1, "moveByChar", true) },
    ...([1, -1] as const).map((by) => ({
      key: by > 0 ? "Mod-ArrowRight" : "Mod-ArrowLeft",
      mac: by > 0 ? "Alt-ArrowRight" : "Alt-ArrowLeft",
      run: along(by, "moveByGroup"),
      shift: along(by, "moveByGroup", true),
    })),
    { key: "Backspace", run: taking(-1, deleteCharBackward) },
    { key: "Delete", run: taking(1, deleteCharForward) },
    { key: "Mod-Backspace", mac: "Alt-Backspace", run: taking(-1, takeGroup(-1)) },
    { key: "Mod-Delete", mac: "Alt-Delete", run: taking(1, takeGroup(1)) },
    ...(markdown ? marked : []),
  ];
}

/** Text in place of what is chosen; one writes on behind it. */
export function put(view: EditorView, text: string): void {
  const { from, to } = view.state.selection.main;
  view.dispatch({
    changes: { from, to, insert: text },
    selection: { anchor: from + text.length },
    userEvent: "input.paste",
    scrollIntoView: true,
  });
}

/** Enter goes on with a list; behind a point that says nothing it ends it; before a heading it makes room. */
function goOn(view: EditorView, markdown: boolean): void {
  const { state } = view;
  const { from, to, empty } = state.selection.main;
  const line = state.doc.lineAt(from);
  const own = markdown && empty ? lineIn(state, from) : undefined;
  const next = own && own.mark <= from ? nextPoint(state.sliceDoc(line.from, own.mark)) : null;
  const isOver = next !== null && own?.mark === line.to;
  if (own?.kind === "heading" && from <= own.mark && own.mark < line.to) {
    view.dispatch({ changes: { from: line.from, insert: "\n" }, userEvent: "input.format.lines" });
    return;
  }
  const insert = isOver ? "\n" : `\n${next ?? ""}`;
  const begins = isOver ? line.from : from;
  view.dispatch({
    changes: { from: begins, to, insert },
    selection: { anchor: begins + insert.length },
    userEvent: isOver ? "input.format.lines" : "input",
    scrollIntoView: true,
  });
}

/** What the line begins with in which this is. */
function lineIn(state: EditorState, at: number): Line | undefined {
  const { from } = state.doc.lineAt(at);
  return state
    .field(page)
    .drawn.filter(isLine)
    .find((each) => each.from === from);
}

/** To the next place that looks another. A field is chosen before it is stepped over. */
const along =
  (by: 1 | -1, how: "moveByChar" | "moveByGroup", extend = false): Command =>
  (view) => {
    const { state } = view;
    const { main } = state.selection;
    if (!main.empty && !extend) return false;
    const row = rowAt(state.field(page).rows, main.head);
    const edge = by > 0 ? row.until : row.from;
    const next = chipsIn(state).find(
      ({ field, from, until }) => field && (by > 0 ? from : until) === edge,
    );
    if (next && !extend && how === "moveByChar") {
      const [anchor, head] = by > 0 ? [next.from, next.until] : [next.until, next.from];
      view.dispatch({ selection: { anchor, head }, scrollIntoView: true });
      return true;
    }
    const moved = view[how](EditorSelection.cursor(edge), by > 0);
    view.dispatch({
      selection: extend ? EditorSelection.range(main.anchor, moved.head) : moved,
      userEvent: "select",
      scrollIntoView: true,
    });
    return true;
  };

/** Those that are seen as such, which in the address of a link they are only while it is. */
function chipsIn(state: EditorState): Chip[] {
  const { drawn } = state.field(page);
  const hidden = drawn.filter((each): each is Link => isLink(each) && hasWords(each));
  return drawn.filter(
    (each): each is Chip =>
      each.kind === "chip" &&
      each.words !== "" &&
      !hidden.some(({ words, until }) => words.until <= each.from && each.until <= until),
  );
}

/** Takes away what is seen beside the caret: a field as a whole, and of what is bold a letter of its words. */
const taking =
  (by: 1 | -1, take: Command): Command =>
  (view) => {
    const { state } = view;
    const { head, empty } = state.selection.main;
    if (!empty || state.readOnly) return take(view);
    const row = rowAt(state.field(page).rows, head);
    if (by < 0 && withoutSign(view, row)) return true;
    const edge = by < 0 ? row.from : row.until;
    const whole = chipsIn(state).find(({ from, until }) => (by < 0 ? until : from) === edge);
    if (whole) {
      const { from, until: to } = whole;
      view.dispatch({ changes: { from, to }, userEvent: "delete", scrollIntoView: true });
      return true;
    }
    const said = state.field(going, false);
    if (edge !== head)
      view.dispatch({
        selection: { anchor: edge },
        ...(said != null && { effects: goes.of(said) }),
      });
    return take(view);
  };

/** Takes away a word as one sees it, whatever marks stand in it, and no field with it. */
const takeGroup =
  (by: 1 | -1): Command =>
  (view) => {
    const { state } = view;
    const { main } = state.selection;
    if (!main.empty) return (by < 0 ? deleteCharBackward : deleteCharForward)(view);
    const { rows } = state.field(page);
    const chips = chipsIn(state);
    const text = state.sliceDoc();
    const kindOfSign = state.charCategorizer(main.head);
    let [at, kind]: [number, CharCategory | null] = [main.head, null];
    for (;;) {
      const row = rowAt(rows, at);
      const edge = by < 0 ? row.from : row.until;
      const next = findClusterBreak(text, edge, by > 0);
      const sign = text.slice(Math.min(edge, next), Math.max(edge, next));
      const isOver =
        next === edge ||
        (sign === "\n" && at !== main.head) ||
        chips.some(({ from, until }) => (by < 0 ? until : from) === edge);
      const own = kindOfSign(sign);
      if (isOver || (kind !== null && kind !== CharCategory.Space && own !== kind)) break;
      [at, kind] = [next, own];
      if (sign === "\n") break;
    }
    if (at !== main.head)
      view.dispatch({
        changes: { from: Math.min(at, main.head), to: Math.max(at, main.head) },
        userEvent: by < 0 ? "delete.backward" : "delete.forward",
        scrollIntoView: true,
      });
    return true;
  };

/** At the beginning of a point, a heading or a quotation it is none any more, and no more of one before. */
function withoutSign(view: EditorView, row: Row): boolean {
  const { state } = view;
  const line = state.doc.lineAt(row.until);
  const own = lineIn(state, row.until);
  if (!own || row.from !== line.from) return false;
  const beside = (number: number) =>
    number >= 1 && number <= state.doc.lines ? state.doc.line(number) : undefined;
  const [above, below] = [beside(line.number - 1), beside(line.number + 1)];
  const isApart = own.kind === "heading" || !above?.text.trim();
  const goesOn = own.kind !== "heading" && below?.text.trim() && own.mark < line.to;
  const before = isApart ? "" : "\n";
  view.dispatch({
    changes: [
      { from: line.from, to: own.mark, insert: before },
      ...(goesOn ? [{ from: line.to, insert: "\n" }] : []),
    ],
    selection: { anchor: line.from + before.length },
    userEvent: "input.format.lines",
    scrollIntoView: true,
  });
  return true;
}

function chosenLines({ doc, selection: { main } }: EditorState) {
  const first = doc.lineAt(main.from).number;
  return Array.from({ length: doc.lineAt(main.to).number - first + 1 }, (_, nth) =>
    doc.line(first + nth),
  );
}

/** What is chosen is this, or no more so where all of it is; where nothing is, what one types next. */
export const stress =
  (kind: Kinds): Command =>
  (view) => {
    const { state } = view;
    const { drawn, rows } = state.field(page);
    const { from, to, head, empty } = state.selection.main;
    // Beside its first and last words, as one sees them: marks of other kinds may stand between.
    const here = rowAt(rows, head);
    const around =
      empty && state.field(going) === null
        ? drawn.filter(isStressed).find((each) => {
            const words = wordsIn(each);
            return kindOf(each) === kind && words.from < here.from && here.until < words.until;
          })
        : undefined;
    if (empty && !around) {
      view.dispatch({ effects: goes.of(kindsHere(state) ^ kind) });
      return true;
    }
    const chosen = around ? wordsIn(around) : { from, until: to };
    const isSo = holds(state, chosen, kind);
    const part = wholePart(drawn, chosen);
    const text = state.sliceDoc();
    const isMark = within(drawn.filter(isStressed).flatMap(hiddenOf), text.length);
    const kindsThen = kindsIn(drawn, text.length);
    const made = restressed(text, part, isMark, (at) => {
      const kinds = kindsThen(at);
      if (at < chosen.from || at >= chosen.until) return kinds;
      return isSo ? kinds & ~kind : kinds | kind;
    });
    const { anchor } = state.selection.main;
    view.dispatch({
      changes: difference(text, made.text),
      selection: { anchor: made.moved(anchor), head: made.moved(head) },
      userEvent: "input.format",
    });
    return true;
  };

/** What one types here. */
export const kindsHere = (state: EditorState): Kinds =>
  state.field(going, false) ?? kindsAt(state.field(page).drawn, state.selection.main.head);

/** Whether all words in this part are so. */
export function holds(
  state: EditorState,
  { from, until }: { from: number; until: number },
  kind: Kinds,
): boolean {
  const { drawn, rows } = state.field(page);
  // A choice leaves nothing that could be so.
  const choices = drawn.filter(
    (each) =>
      each.kind === "chip" && !each.field && state.sliceDoc(each.from, each.from + 2) === "{%",
  );
  const [kinds, isHidden] = [kindsIn(drawn, until), within([...rows, ...choices], until)];
  const words = [...state.sliceDoc(from, until).matchAll(/\S/g)]
    .map(({ index }) => from + index)
    .filter((at) => !isHidden(at));
  return words.length > 0 && words.every((at) => kinds(at) & kind);
}

/** What chosen lines begin with that are this already, and what they begin with once they are. */
const SIGNS: Readonly<Record<"point" | "number" | "heading", [RegExp, (nth: number) => string]>> = {
  point: [/^ *[-*+] +/, () => "- "],
  number: [/^ *\d{1,9}[.)] +/, (nth) => `${nth + 1}. `],
  heading: [/^ *#{1,6} +/, () => "## "],
};

/** The chosen lines become this; or none of it, where they are. */
const beginning =
  (kind: keyof typeof SIGNS): Command =>
  (view) => {
    const { state } = view;
    const { from, to } = state.selection.main;
    const chosen = chosenLines(state);
    const said = chosen.filter(({ text }) => text.trim() !== "");
    const lines = said.length > 0 ? said : chosen;
    const [has, sign] = SIGNS[kind];
    const any = /^( *)(?:(?:[-*+]|\d{1,9}[.)]|#{1,6}) +|> ?)/;
    const isSo = lines.every(({ text }) => has.test(text));
    const changes: ChangeSpec[] = lines.map((line, nth) => {
      const [whole = "", space = ""] = any.exec(line.text) ?? [];
      const insert = isSo ? "" : sign(nth);
      return { from: line.from + space.length, to: line.from + whole.length, insert };
    });
    const made = state.changes(changes);
    view.dispatch({
      changes: made,
      selection: EditorSelection.range(made.mapPos(from, 1), made.mapPos(to, 1)),
      userEvent: "input.format.lines",
      scrollIntoView: true,
    });
    return true;
  };

export const listing = (numbered: boolean): Command => beginning(numbered ? "number" : "point");
export const heading: Command = beginning("heading");

const WIDTH = /^( *)(?:[-*+]|\d{1,9}[.)]) +/;

/** How far a line of a list is set in, and where its words begin. Null: it is none. */
function pointIn(text: string): { level: number; words: number } | null {
  const [whole, space = ""] = WIDTH.exec(text) ?? [];
  return whole === undefined ? null : { level: space.length, words: whole.length };
}

/** The chosen points go below the one before them, or out of the one they are below. */
const setIn =
  (by: 1 | -1): Command =>
  (view) => {
    const { state } = view;
    const lines = chosenLines(state);
    const [first] = lines;
    const own = first && pointIn(first.text);
    if (!own || lines.some(({ text }) => !pointIn(text))) return false;
    const above: { level: number; words: number; text: string }[] = [];
    for (let nth = first.number - 1; nth >= 1; nth--) {
      const { text } = state.doc.line(nth);
      const point = pointIn(text);
      if (!point) break;
      above.push({ ...point, text });
    }
    const before = above.find(({ level }) => (by > 0 ? level <= own.level : level < own.level));
    const level = by > 0 ? before?.words : (before?.level ?? 0);
    if (level === undefined || (by > 0 ? level <= own.level : own.level === 0)) return false;
    const beside = above.find((each) => each.level <= level);
    let number =
      beside?.level === level ? Number(/\d+/.exec(nextPoint(beside.text) ?? "") ?? 1) : 1;
    const changes = lines.map(({ from, text }) => {
      const point = pointIn(text) ?? own;
      const insert = " ".repeat(Math.max(0, point.level + level - own.level));
      const [digits] = /^\d+/.exec(text.slice(point.level)) ?? [];
      const isCounted = digits !== undefined && point.level === own.level;
      return {
        from,
        to: from + point.level + (isCounted ? digits.length : 0),
        insert: isCounted ? `${insert}${number++}` : insert,
      };
    });
    const made = state.changes(changes);
    const { anchor, head } = state.selection.main;
    view.dispatch({
      changes: made,
      selection: EditorSelection.range(made.mapPos(anchor, 1), made.mapPos(head, 1)),
      userEvent: "input.format.lines",
      scrollIntoView: true,
    });
    return true;
  };

const TOOLS = ["Bold", "Italic", "Heading", "List", "Numbered list", "Link"] as const;

/** Of the tools those that what one writes is already. */
export type Held = readonly (typeof TOOLS)[number][];

export function heldBy(state: EditorState): Held {
  const { drawn } = state.field(page);
  const { from, to: until, empty } = state.selection.main;
  const isSo = (kind: Kinds) =>
    empty ? (kindsHere(state) & kind) !== 0 : holds(state, { from, until }, kind);
  const lines = chosenLines(state);
  const begun = new Map(drawn.filter(isLine).map(({ from, kind }) => [from, kind]));
  const isAll = (kind: Line["kind"]) => lines.every(({ from }) => begun.get(from) === kind);
  const held = [
    ...[isSo(BOLD), isSo(ITALIC), isAll("heading"), isAll("point"), isAll("number")],
    isInLink(state),
  ];
  return TOOLS.filter((_, nth) => held[nth]);
}

const isInLink = (state: EditorState): boolean => askable(state)?.kind === "link";

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
      isNew: true,
    });
    return true;
  };
