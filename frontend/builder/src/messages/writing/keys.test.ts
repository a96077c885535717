import { redo, undo } from "@codemirror/commands";
import type { EditorState, TransactionSpec } from "@codemirror/state";
import type { Command, EditorView } from "@codemirror/view";
import { describe, expect, test } from "vitest";
import { ALL } from "@/testing/shared";
import { difference, editorState, movedBy, take } from "./editor";
import { type Asked, askable, keysOf, linking, listing, nextPoint, put, stress } from "./keys";

/** A text without a window: what keys do to it, where nothing has to be measured. `¦` is the caret, or
 * two of them what is chosen. */
function writing(marked: string, { isLine = false, markdown = true, readOnly = false } = {}) {
  const [before = "", chosen, ...rest] = marked.split("¦");
  const kept: string[] = [];
  const asked: Asked[] = [];
  const writes = { isLine, markdown, ask: (about: Asked) => void asked.push(about) };
  let state = editorState({
    ...writes,
    value: marked.replaceAll("¦", ""),
    readOnly,
    hint: "",
    attributes: () => ({}),
    changed: (text) => kept.push(text),
    left: () => {},
  });
  const view = {
    get state() {
      return state;
    },
    dispatch(spec: TransactionSpec) {
      state =
        "newDoc" in spec
          ? (spec as unknown as { state: EditorState }).state
          : state.update(spec).state;
    },
  } as unknown as EditorView;
  const head = before.length + (rest.length > 0 ? (chosen ?? "").length : 0);
  view.dispatch({ selection: { anchor: before.length, head }, effects: [] });
  const keys = keysOf(writes);
  return {
    view,
    asked,
    text: () => state.sliceDoc(),
    /** The text with its caret. */
    seen: () => {
      const { from, to } = state.selection.main;
      const text = state.sliceDoc();
      return from === to
        ? `${text.slice(0, from)}¦${text.slice(from)}`
        : `${text.slice(0, from)}¦${text.slice(from, to)}¦${text.slice(to)}`;
    },
    press: (...names: string[]) => {
      for (const name of names) keys.find(({ key }) => key === name)?.run?.(view);
    },
    act: (command: Command) => command(view),
  };
}

test.each([
  ["- One thing", "- "],
  ["  - within", "  - "],
  ["9. Nine", "10. "],
  ["- ", "- "],
  ["no list", null],
  ["2026. was a year.", "2027. "],
  ["-no list", null],
])("Enter behind %s goes on with %s", (line, next) => {
  expect(nextPoint(line)).toBe(next);
});

const NAME = "{{ contact.first_name | default('you') }}";

describe("what is seen as one is taken away as one", () => {
  test.each([
    [`Hi ${NAME}¦, so`, "Backspace", "Hi ¦, so"],
    [`Hi ¦${NAME}, so`, "Delete", "Hi ¦, so"],
    [`Hi ${NAME}¦, so`, "Mod-Backspace", "Hi ¦, so"],
    ["{% if account.plan %}¦Hi", "Backspace", "¦Hi"],
    ["so **bold**¦", "Backspace", "so **bol¦**"],
    ["so ¦**bold**", "Delete", "so **¦old**"],
    ["so ***bold***¦", "Backspace", "so ***bol¦***"],
    ["see [it](https://a.b)¦.", "Backspace", "see ¦[it](https://a.b)¦."],
    ["plain¦", "Backspace", "plai¦"],
    ["pla¦in¦", "Backspace", "pla¦"],
    ["so **b**¦", "Backspace", "so ¦"],
    ["so ¦***b***", "Delete", "so ¦"],
    ["so **¦bold¦**, you", "Delete", "so ¦, you"],
    ["so **¦a**", "Backspace", "so *¦a**"],
  ])("%s %s", (before, key, behind) => {
    const text = writing(before);
    text.press(key);
    expect(text.seen()).toBe(behind);
  });
});

describe("a field", () => {
  test("is chosen by an arrow before it is stepped over, and asked about by Enter", () => {
    const text = writing(`Hi ¦${NAME}, so`);
    text.press("ArrowRight");
    expect(text.seen()).toBe(`Hi ¦${NAME}¦, so`);
    text.press("Enter");
    expect(text.asked).toMatchObject([{ kind: "chip", field: { instead: "you" } }]);
    expect(text.text()).toBe(`Hi ${NAME}, so`);
  });

  test("in an address that is not seen is no stop on the way", () => {
    const text = writing("so [here](¦{{ account.url }}) it", {});
    expect(askable(text.view.state)?.kind).toBe("link");
    const behind = writing("[here]({{ account.url }})¦ it");
    behind.press("Backspace");
    expect(behind.seen()).toBe("¦[here]({{ account.url }})¦ it");
  });
});

describe("Enter", () => {
  test.each([
    ["- one¦", "- one\n- ¦"],
    ["- ¦one", "- \n- ¦one"],
    ["- one\n- ¦", "- one\n\n¦"],
    ["1. one¦", "1. one\n2. ¦"],
    ["plain¦", "plain\n¦"],
    ["one ¦or¦ two", "one \n¦ two"],
  ])("in %s", (before, behind) => {
    const text = writing(before);
    text.press("Enter");
    expect(text.seen()).toBe(behind);
  });

  test("does nothing in a text of one line, and what is pasted stays on it", () => {
    const text = writing("one ¦two", { isLine: true });
    text.press("Enter");
    expect(text.seen()).toBe("one ¦two");
    put(text.view, "more\nand more ");
    expect(text.seen()).toBe("one more and more ¦two");
  });

  test("within a link asks about it", () => {
    const text = writing("see [th¦is](https://a.b)");
    text.press("Enter");
    expect(text.asked).toMatchObject([{ kind: "link" }]);
  });
});

describe("tools", () => {
  test.each([
    ["so ¦now¦", stress("**", "bold"), "so **¦now¦**"],
    ["so¦ now ¦", stress("**", "bold"), "so **¦now¦** "],
    ["so **n¦o¦w**", stress("**", "bold"), "so n¦o¦w"],
    ["¦so **now**¦", stress("**", "bold"), "**¦so now¦**"],
    ["¦One\n\nTwo¦", stress("**", "bold"), "**¦One**\n\n**Two¦**"],
    ["**¦One**\n\n**Two¦**", stress("**", "bold"), "¦One\n\nTwo¦"],
    ["¦- one\n- two¦", stress("*", "italic"), "- *¦one*\n- *two¦*"],
    ["¦## Head¦", stress("*", "italic"), "## *¦Head¦*"],
    ["so ¦", stress("*", "italic"), "so *¦italic¦*"],
    ["so **bo¦ld**", stress("**", "bold"), "so bo¦ld"],
    ["so **bold¦**, you", stress("**", "bold"), "so **bold**¦, you"],
    ["so **bold**¦", stress("**", "bold"), "so **bold¦**"],
    ["so *soft¦*", stress("*", "italic"), "so *soft*¦"],
    ["so ***both¦***", stress("**", "bold"), "so ***both***¦"],
    ["so **bold *soft¦***", stress("*", "italic"), "so **bold *soft*¦**"],
    ["so **¦**", stress("**", "bold"), "so ¦"],
    ["so *¦*", stress("*", "italic"), "so ¦"],
    ["so **¦**", stress("*", "italic"), "so ***¦italic¦***"],
    ["one\n¦two\nth¦ree", listing(false), "one\n- ¦two\n- th¦ree"],
    ["- ¦one\n- two¦", listing(false), "¦one\ntwo¦"],
    ["- ¦one\n- two¦", listing(true), "1. ¦one\n2. two¦"],
    ["¦", listing(false), "- ¦"],
    ["¦one\n\ntwo¦", listing(true), "1. ¦one\n\n2. two¦"],
    ["- ¦one\n\n- two¦", listing(false), "¦one\n\ntwo¦"],
  ] as const)("%s", (before, tool, behind) => {
    const text = writing(before);
    text.act(tool);
    expect(text.seen()).toBe(behind);
  });
});

test("what was bold is there again at one step back, marks and all", () => {
  const text = writing("so **b**¦");
  text.press("Backspace");
  text.act(undo);
  expect(text.text()).toBe("so **b**");
});

test.each([
  ["see ¦this ¦now", { from: 4, until: 8, isAlone: false }],
  ["see ¦[a¦", { from: 4, until: 6, isAlone: false }],
  ["see ¦that\nthere¦", { from: 4, until: 14, isAlone: false }],
  ["so\n\n¦", { from: 4, until: 4, isAlone: true }],
])(
  "a link of what is chosen in “%s” is asked about, and nothing is written before",
  (before, made) => {
    /** How it broke: an address that was none yet stood in the text, and no preview could be drawn. */
    const text = writing(before);
    text.act(linking((asked) => text.asked.push(asked)));
    expect(text.seen()).toBe(before);
    expect(text.asked).toMatchObject([{ kind: "link", isNew: true, ...made }]);
  },
);

const TEXTS = [...new Set(textsIn(ALL))];

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return value && typeof value === "object" ? Object.values(value).flatMap(textsIn) : [];
}

describe("the text that is kept is the text that was written", () => {
  /** **Invariant:** nothing of a text is ever put in another form. */
  const strange = [
    "ended as others do\r\n\r\nand so on\r",
    "tabs\t, spaces  at the end  \n\n\n\n",
    "\u2028 and \u2029, \u00a0, \ufeff, \u0000 and 👩‍👩‍👧",
    "{{ half, [half](, **half, {% if",
    "\n",
    "",
  ];

  test("of every message there is, opened, written in, and put back", () => {
    expect(TEXTS.length).toBeGreaterThan(500);
    for (const text of [...TEXTS, ...strange]) {
      const at = Math.floor(text.length / 2);
      const page = writing("");
      take(page.view, text);
      expect(page.text()).toBe(text);
      page.view.dispatch({ changes: { from: at, insert: "X" }, userEvent: "input.type" });
      const written = `${text.slice(0, at)}X${text.slice(at)}`;
      expect(page.text()).toBe(written);
      page.act(undo);
      expect(page.text()).toBe(text);
      page.act(redo);
      expect(page.text()).toBe(written);
    }
  });

  test("where others change it, and it is no step back", () => {
    const page = writing("one ¦two");
    put(page.view, "and ");
    take(page.view, "zero, one and two");
    page.act(undo);
    expect(page.text()).toBe("zero, one two");
  });

  test.each([
    ["so [a](b) it", "so [a](b) it", 0],
    ["so [a](b) it", "so [a](b)", 0],
    ["so [a](b) it", "and so [a](b) it", 4],
    ["so [a](b) it", "[a](b) it", -3],
    ["so [a](b) it", "so [a](c) it", null],
    ["so [a](b) it", "so it", null],
    ["so [a](b) it", "", null],
  ])("a part of “%s” is found in “%s”", (then, now, by) => {
    expect(movedBy(then, now, { from: 3, until: 9 })).toBe(by);
  });

  test.each([
    ["", "a"],
    ["aa", "aaa"],
    ["aaa", "a"],
    ["abc", "axc"],
    ["abab", "ab"],
  ])("the least is replaced from %s to %s", (now, then) => {
    const { from, to, insert } = difference(now, then);
    expect(now.slice(0, from) + insert + now.slice(to)).toBe(then);
    expect(insert.length).toBeLessThanOrEqual(Math.abs(then.length - now.length) || 1);
  });
});
