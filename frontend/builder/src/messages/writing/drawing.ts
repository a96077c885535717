/**
 * A text as a person sees it: fields by what they are called, bold as bold, links as links. What is
 * written for that is hidden. The text itself is never touched.
 */

import { type EditorState, type Range, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";
import { hasWords, type Row, rowsIn } from "./looking";
import { type Chip, type Drawn, drawnIn, type Line, type Link, type Stressed } from "./marks";

/** What there is to say of a field that nobody has. */
export type Wrong = (name: string) => string | undefined;

export const setWrong = StateEffect.define<Wrong>();
const setFocused = StateEffect.define<boolean>();
const setPressing = StateEffect.define<boolean>();

interface Page {
  text: string;
  markdown: boolean;
  drawn: readonly Drawn[];
  /** What of it is hidden. */
  rows: readonly Row[];
  wrong: Wrong;
  focused: boolean;
  /** Whether a pointer is down: nothing must move from under it. */
  pressing: boolean;
  looks: DecorationSet;
  /** What the caret steps over. */
  atoms: DecorationSet;
}

/** What is drawn of the text, and how. */
export const page = StateField.define<Page>({
  create: (state) => begun(state, false),
  update(before, { state, docChanged, selection, effects }) {
    if (!docChanged && !selection && effects.length === 0) return before;
    const now = { ...before };
    for (const effect of effects) {
      if (effect.is(setWrong)) now.wrong = effect.value;
      if (effect.is(setFocused)) now.focused = effect.value;
      if (effect.is(setPressing)) now.pressing = effect.value;
    }
    if (docChanged) {
      now.text = state.sliceDoc();
      now.drawn = drawnIn(now.text, now.markdown);
      now.rows = rowsIn(now.drawn);
    } else if (now.pressing) return now;
    return { ...now, ...drawing(state, now) };
  },
  provide: (field) => [
    EditorView.decorations.from(field, ({ looks }) => looks),
    EditorView.atomicRanges.of((view) => view.state.field(field).atoms),
    EditorView.domEventHandlers({
      focus: (_, view) => toldOfFocus(view),
      blur: (_, view) => toldOfFocus(view),
      pointerdown(_, view) {
        view.dispatch({ effects: setPressing.of(true) });
        const done = () => view.dispatch({ effects: setPressing.of(false) });
        const ended = new AbortController();
        // Behind whatever else the click does.
        const later = () => {
          ended.abort();
          setTimeout(done);
        };
        for (const end of ["pointerup", "pointercancel"])
          window.addEventListener(end, later, { signal: ended.signal });
      },
    }),
  ],
});

/** An effect of CodeMirror's own is lost where another change comes in between. */
const toldOfFocus = (view: EditorView) =>
  queueMicrotask(() => view.dispatch({ effects: setFocused.of(view.hasFocus) }));

export const pageOf = (markdown: boolean) => page.init((state) => begun(state, markdown));

function begun(state: EditorState, markdown: boolean): Page {
  const text = state.sliceDoc();
  const drawn = drawnIn(text, markdown);
  const parts = { text, markdown, drawn, rows: rowsIn(drawn), wrong: () => undefined };
  const unseen = { ...parts, focused: false, pressing: false };
  return { ...unseen, ...drawing(state, unseen) };
}

/** Whether one is writing in it, and so sees it as it is written. */
export const isWrittenIn = (
  { selection: { main } }: EditorState,
  { from, until }: { from: number; until: number },
): boolean => from < main.head && main.head < until;

/** Whether it is chosen as a whole, as a field is. */
export const isChosen = (
  { selection: { main } }: EditorState,
  { from, until }: { from: number; until: number },
): boolean => !main.empty && main.from <= from && until <= main.to;

type Unseen = Omit<Page, "looks" | "atoms">;

function drawing(state: EditorState, now: Unseen): Pick<Page, "looks" | "atoms"> {
  const looks: Range<Decoration>[] = [];
  const atoms: Range<Decoration>[] = [];
  const hide = (from: number, until: number) => {
    if (from === until) return;
    const hidden = HIDDEN.range(from, until);
    looks.push(hidden);
    atoms.push(hidden);
  };
  const open = (each: Drawn) => now.focused && isWrittenIn(state, each);
  /** Within what is hidden nothing else is drawn. */
  const tails = now.drawn.flatMap((each) =>
    each.kind === "link" && hasWords(each) ? { from: each.words.until, until: each.until } : [],
  );
  const chip = (each: Chip) => {
    if (tails.some(({ from, until }) => from <= each.from && each.until <= until)) return;
    if (each.words === "" || (!each.field && open(each)))
      return looks.push(CODE.range(each.from, each.until));
    const wrong = each.field ? now.wrong(each.field.name) : undefined;
    const choice = state.sliceDoc(each.from, each.from + 2) === "{%";
    const widget = new Words(each.words, choice, wrong, now.focused && isChosen(state, each));
    const drawn = Decoration.replace({ widget }).range(each.from, each.until);
    looks.push(drawn);
    if (each.field) atoms.push(drawn);
  };
  const stressed = (each: Stressed) => {
    looks.push((each.kind === "bold" ? BOLD : ITALIC).range(each.from, each.until));
    hide(each.from, each.from + each.mark);
    hide(each.until - each.mark, each.until);
  };
  const link = (each: Link) => {
    const { words } = each;
    if (!hasWords(each)) return looks.push(MARK.range(each.from, each.until));
    const chosen = now.focused && isChosen(state, each);
    looks.push(linkLooks(each.isButton, chosen).range(words.from, words.until));
    hide(each.from, words.from);
    hide(words.until, each.until);
  };
  const line = (each: Line) => {
    const { from } = state.doc.lineAt(each.from);
    looks.push(lineLooks(each).range(from));
    if (each.kind === "point") {
      const sign = each.from + each.level;
      looks.push(POINT.range(sign, sign + 1));
    } else if (each.kind === "number") looks.push(MARK.range(each.from, each.mark));
    else return hide(each.from, each.mark);
    // It is seen as what it makes, and nothing one writes in.
    if (each.from < each.mark) atoms.push(HIDDEN.range(each.from, each.mark));
  };
  for (const each of now.drawn)
    switch (each.kind) {
      case "chip":
        chip(each);
        break;
      case "link":
        link(each);
        break;
      case "bold":
      case "italic":
        stressed(each);
        break;
      case "rule":
        looks.push(RULE.range(state.doc.lineAt(each.from).from));
        break;
      case "escape":
        hide(each.from, each.from + 1);
        break;
      default:
        line(each);
    }
  return { looks: Decoration.set(looks, true), atoms: Decoration.set(atoms, true) };
}

const HIDDEN = Decoration.replace({});
const MARK = Decoration.mark({ class: "b-mark-sign" });
const CODE = Decoration.mark({ class: "b-mark-code" });
const POINT = Decoration.mark({ class: "b-mark-point" });
const BOLD = Decoration.mark({ tagName: "strong" });
const ITALIC = Decoration.mark({ tagName: "em" });

const RULE = Decoration.line({ class: "b-line-rule" });

const linkLooks = (isButton: boolean, chosen: boolean) =>
  Decoration.mark({
    class: `${isButton ? "b-mark-button" : "b-mark-link"}${chosen ? " b-mark-chosen" : ""}`,
  });

const lineLooks = ({ kind, level }: Line) =>
  Decoration.line({
    class: kind === "heading" ? `b-line-heading-${Math.min(level, 3)}` : `b-line-${kind}`,
  });

/** A field or a choice by what it is called, as wide as its words. */
class Words extends WidgetType {
  constructor(
    readonly words: string,
    readonly choice: boolean,
    readonly wrong: string | undefined,
    readonly chosen: boolean,
  ) {
    super();
  }

  override eq({ words, choice, wrong, chosen }: Words): boolean {
    return (
      words === this.words &&
      choice === this.choice &&
      wrong === this.wrong &&
      chosen === this.chosen
    );
  }

  toDOM(): HTMLElement {
    const chip = document.createElement("span");
    chip.className = "b-chip-words";
    chip.textContent = this.words;
    if (this.choice) chip.classList.add("b-chip-choice");
    if (this.chosen) chip.classList.add("b-mark-chosen");
    if (this.wrong) {
      chip.classList.add("b-chip-wrong");
      chip.title = this.wrong;
    }
    return chip;
  }

  /** What is done with it is done with the text. */
  override ignoreEvent(): boolean {
    return false;
  }
}
