import { redo, undo } from "@codemirror/commands";
import { describe, expect, test } from "vitest";
import { ALL } from "@/testing/shared";
import { difference } from "./difference";
import { movedBy, take } from "./editor";
import { askable, heading, linking, listing, nextPoint, put, stress } from "./keys";
import { BOLD, ITALIC, rowAt, rowsIn } from "./looking";
import { drawnIn } from "./marks";
import { writing } from "./windowless";

test.each([
  ["- One thing", "- "],
  ["  - within", "  - "],
  ["9. Nine", "10. "],
  ["- ", "- "],
  ["no list", null],
  ["2026. was a year.", "2027. "],
  ["-no list", null],
  ["* other signs", "* "],
  ["3) other signs", "4) "],
  ["> said", "> "],
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
    ["see [it](https://a.b)¦.", "Backspace", "see [i¦](https://a.b)."],
    ["see [i](https://a.b)¦.", "Backspace", "see ¦."],
    ["**a** ¦[b](c)", "Delete", "**a** ¦"],
    ["so **a¦ b**¦", "Delete", "so **a¦**"],
    ["so ¦**a¦ b**", "Delete", "so ¦ **b**"],
    ["o¦ne **t¦wo**", "Backspace", "o¦**wo**"],
    ["**o¦ne** t¦wo", "Backspace", "**o¦**wo"],
    ["**o¦ne** and *t¦wo*", "Backspace", "**o¦***wo*"],
    ["plain¦", "Backspace", "plai¦"],
    ["pla¦in¦", "Backspace", "pla¦"],
    ["so **b**¦", "Backspace", "so ¦"],
    ["so ¦***b***", "Delete", "so ¦"],
    ["so **¦bold¦**, you", "Delete", "so ¦, you"],
    ["so **¦a**", "Backspace", "so¦**a**"],
    ["one¦\n## Two", "Delete", "one¦Two"],
    ["one¦\n- Two", "Delete", "one¦Two"],
    ["## ¦Two", "Backspace", "¦Two"],
    ["- one\n- ¦two\n- three", "Backspace", "- one\n\n¦two\n\n- three"],
    ["1) ¦**one**", "Backspace", "¦**one**"],
    ["> one\n> ¦two", "Backspace", "> one\n\n¦two"],
    // A word, and neither the field nor the end of the link before it.
    [`Hi ${NAME},¦`, "Mod-Backspace", `Hi ${NAME}¦`],
    ["[it](https://a.b)),¦", "Mod-Backspace", "[it](https://a.b)¦"],
    ["**two** wo**rds**¦", "Mod-Backspace", "**two** ¦"],
    ["¦wo**rds** two", "Mod-Delete", "¦ two"],
    // What keeps a sign from being a mark goes with it.
    ["2 \\*¦ 3", "Backspace", "2 ¦ 3"],
    ["2 ¦\\* 3", "Delete", "2 ¦ 3"],
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
    expect(behind.seen()).toBe("[her¦]({{ account.url }}) it");
  });
});

describe("Enter", () => {
  test.each([
    ["- one¦", "- one\n- ¦"],
    ["- ¦one", "- \n- ¦one"],
    ["- **¦*h***", "- \n- ¦***h***"],
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
    ["so ¦now¦", stress(BOLD), "so ¦**now¦**"],
    ["so¦ now ¦", stress(BOLD), "so¦ **now** ¦"],
    ["so **n¦o¦w**", stress(BOLD), "so **n¦**o¦**w**"],
    ["¦so **now**¦", stress(BOLD), "¦**so now¦**"],
    ["¦One\n\nTwo¦", stress(BOLD), "¦**One**\n\n**Two¦**"],
    ["so **bo¦ld** more¦", stress(BOLD), "so **bo¦ld more¦**"],
    ["so ¦**now** *the¦n*", stress(BOLD), "so ¦**now** ***the¦**n*"],
    ["¦Say “this”¦more", stress(BOLD), "¦**Say “this**”¦more"],
    ["¦see [it](https://a.b)¦", stress(BOLD), "¦**see** [**it**](https://a.b)¦"],
    ["¦so {{ account.name }}¦", stress(BOLD), "¦**so {{ account.name }}¦**"],
    ["¦**so**\n{% if a.b %}¦\n", stress(BOLD), "¦so\n{% if a.b %}¦\n"],
    ["¦**so** it {% if a.b %}¦\n", stress(BOLD), "¦**so it** {% if a.b %}¦\n"],
    [
      "**[a](https://a.b)**{% if a.b %}¦*so*¦",
      stress(ITALIC),
      "[**a**](https://a.b){% if a.b %}¦so¦",
    ],
    // Where both cannot stand, words are bold at least; what is beside them stays as it is.
    ["日**本***語¦の¦文*です", stress(BOLD), "日**本**語¦**の¦**文です"],
    ["**so** é***b¦ot¦h***x", stress(ITALIC), "**so** é**b¦ot¦h**x"],
    ["¦so e*\n*two* x¦", stress(BOLD), "¦so e*\n***two* x¦**"],
    ["**¦One**\n\n**Two¦**", stress(BOLD), "¦One\n\nTwo¦"],
    ["¦- one\n- two¦", stress(ITALIC), "¦- *one*\n- *two¦*"],
    ["¦## Head¦", stress(ITALIC), "¦## *Head¦*"],
    ["so **bo¦ld**", stress(BOLD), "so bo¦ld"],
    ["one\n¦two\nth¦ree", listing(false), "one\n- ¦two\n- th¦ree"],
    ["- ¦one\n- two¦", listing(false), "¦one\ntwo¦"],
    ["- ¦one\n- two¦", listing(true), "1. ¦one\n2. two¦"],
    ["¦", listing(false), "- ¦"],
    ["¦one\n\ntwo¦", listing(true), "1. ¦one\n\n2. two¦"],
    ["- ¦one\n\n- two¦", listing(false), "¦one\n\ntwo¦"],
    ["o¦ne\ntwo", heading, "## o¦ne\ntwo"],
    ["# o¦ne", heading, "o¦ne"],
    ["- ¦**one**\n\nt¦wo", heading, "## ¦**one**\n\n## t¦wo"],
  ] as const)("%s", (before, tool, behind) => {
    const text = writing(before);
    text.act(tool);
    expect(text.seen()).toBe(behind);
  });
});

describe("what one types", () => {
  test.each([
    ["so **bold¦**, you", "er and", "so **bolder and¦**, you"],
    ["so ¦**bold**", "x", "so x¦**bold**"],
    ["so ¦**bold**¦ it", "a word", "so **a word¦** it"],
    ["so **b¦o¦ld**", " ", "so **b ¦ld**"],
    ["see ¦[it](https://a.b)¦", "this", "see [this¦](https://a.b)"],
    ["see [it](https://a.b)¦", "!", "see [it](https://a.b)!¦"],
    ["see [i¦t](https://a.b)", "[]", "see [i\\[\\]¦t](https://a.b)"],
    ["¦", "**by hand** and", "**by hand** and¦"],
    ["so **bo¦ld**", "**", "so **bo**¦ld**"],
    ["## ¦Head", "A ", "## A ¦Head"],
    ["2 \\¦* 3", "x", "2 x¦\\* 3"],
    // A button stands alone.
    ["[Go](u){.button}¦", " x", "[Go](u){.button} \n\nx¦"],
    ["[Go](u){.button}\n¦", "so", "[Go](u){.button}\n\nso¦"],
    ["¦\n[Go](u){.button}", "so", "so¦\n\n[Go](u){.button}"],
    ["so\n\n¦[Go](u){.button}", "x", "so\n\nx¦\n\n[Go](u){.button}"],
    ["[Go](u){.button}\n¦\n[To](u){.button}", "x", "[Go](u){.button}\n\nx¦\n\n[To](u){.button}"],
  ])("in %s: %s", (before, said, behind) => {
    const text = writing(before);
    text.type(said);
    expect(text.seen()).toBe(behind);
  });

  test.each([
    ["so ¦", [BOLD], "well then", "so **well then¦**"],
    ["so ¦", [BOLD, ITALIC], "a b", "so ***a b¦***"],
    ["so ¦", [BOLD, BOLD], "x", "so x¦"],
    ["so **bold¦**", [BOLD], " and", "so **bold** and¦"],
    ["so **bold¦**, you", [BOLD], "er", "so **bold**er¦, you"],
    ["so **bold¦**", [ITALIC], " both", "so **bold *both¦***"],
    ["so **bold** ¦", [BOLD], "too", "so **bold too¦**"],
    ["so **Note:¦**", [BOLD], "x", "so **Note**:x¦"],
    ["so **bo¦ld**", [BOLD], "x", "so box¦ld"],
    ["so `co¦de`", [BOLD], "x", "so `cox¦de`"],
    ["- ¦", [BOLD], "one", "- **one¦**"],
    ["- ¦ ", [BOLD], "one", "-  **one¦**"],
    ["so ***both¦***", [BOLD, ITALIC], " plain", "so ***both*** plain¦"],
    ["so\n¦", [BOLD], "- one", "so\n- **one¦**"],
    ["¦", [BOLD, ITALIC], "1. one", "1. ***one¦***"],
    ["so ¦", [BOLD], "- one", "so **- one¦**"],
  ])("in %s with other marks: %s %s", (before, kinds, said, behind) => {
    const text = writing(before);
    for (const kind of kinds) text.act(stress(kind));
    text.type(said);
    expect(text.seen()).toBe(behind);
  });

  test("goes on in bold behind a blank, and behind one that was taken back", () => {
    const text = writing("so **bold¦**");
    text.type(" ");
    expect([text.seen(), text.held()]).toEqual(["so **bold** ¦", ["Bold"]]);
    text.type("x");
    expect(text.seen()).toBe("so **bold x¦**");
    text.press("Backspace", "Backspace");
    text.type("er");
    expect(text.seen()).toBe("so **bolder¦**");
    text.press("Enter");
    text.type("all");
    expect(text.seen()).toBe("so **bolder**\n**all¦**");
  });
});

test.each([
  ["¦- one\n- two¦", "x", "x¦"],
  ["- ¦one\n- two¦", "x", "x¦"],
  ["## ¦Head¦", "- x", "- x¦"],
  ["- ¦one¦\n- two", "x", "- x¦\n- two"],
])("a list that is all there is goes with all of it: %s", (before, said, behind) => {
  const text = writing(before);
  text.type(said);
  expect(text.seen()).toBe(behind);
});

test.each([
  ["so\n\n[Go](u){.button}\n\n¦now", ["Backspace"], "so\n\n[Go](u)\n¦now"],
  ["[¦Go](u){.button}\n\n¦now", ["Delete"], "¦now"],
  ["[Go](u){.button}¦", ["list"], "- [Go](u)¦"],
])(
  "a button that others come to stand beside is a link, and no mark is seen: %s",
  (before, keys, behind) => {
    /** How it broke: it read `Go{.button}`, in the text and in the mail. */
    const text = writing(before);
    for (const key of keys) {
      if (key === "list") text.act(listing(false));
      else text.press(key);
    }
    expect(text.seen()).toBe(behind);
  },
);

test("a link that is pasted in place of a link is that link", () => {
  const text = writing("so ¦[it](https://a.b)¦ now");
  put(text.view, "[this](https://c.d)");
  expect(text.seen()).toBe("so [this](https://c.d)¦ now");
  const within = writing("so [i¦t](https://a.b)");
  put(within.view, "[this](https://c.d)");
  expect(within.seen()).toBe("so [ithis¦t](https://a.b)");
});

test("a list stays one while its last letter is taken back", () => {
  const text = writing("- o¦");
  text.press("Backspace");
  expect(text.seen()).toBe("- ¦");
});

test.each<[string, string[], string[]]>([
  [
    "so ¦**bold**",
    Array(4).fill("ArrowRight"),
    ["so **b¦old**", "so **bo¦ld**", "so **bol¦d**", "so **bold¦**"],
  ],
  ["**a** b¦", Array(4).fill("ArrowLeft"), ["**a** ¦b", "**a¦** b", "¦**a** b", "¦**a** b"]],
  ["a¦ [b](c) d", Array(3).fill("ArrowRight"), ["a ¦[b](c) d", "a [b](c)¦ d", "a [b](c) ¦d"]],
  ["¦a\n## b", Array(2).fill("ArrowRight"), ["a¦\n## b", "a\n## ¦b"]],
  ["a\n- ¦b", ["ArrowLeft"], ["a¦\n- b"]],
  ["¦**a**b", Array(2).fill("Shift-ArrowRight"), ["¦**a¦**b", "¦**a**b¦"]],
])("arrows go from what one sees to what one sees in %s", (before, keys, places) => {
  const text = writing(before);
  for (const [nth, key] of keys.entries()) {
    text.press(key);
    expect(text.seen()).toBe(places[nth]);
  }
});

test("what was bold is there again at one step back, marks and all", () => {
  const text = writing("so **b**¦");
  text.press("Backspace");
  text.act(undo);
  expect(text.text()).toBe("so **b**");
});

test.each([
  ["see ¦this ¦now", { from: 4, until: 8 }],
  ["see ¦[a¦", { from: 4, until: 6 }],
  ["see ¦that\nthere¦", { from: 4, until: 14 }],
  ["so\n\n¦", { from: 4, until: 4 }],
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
      // Between the signs of a mark nobody can stand.
      const drawn = drawnIn(text, true);
      const at = rowAt(rowsIn(drawn), Math.floor(text.length / 2)).place;
      // Beside a button nothing is written.
      if (drawn.some((each) => each.kind === "link" && each.isButton && each.until === at))
        continue;
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

test.each(["¦one\ntwo¦", "so\n\n¦one\n\ntwo¦\nnow", "o¦ne\nt¦wo"])(
  "what was chosen is chosen still where a list of it is taken back: %s",
  (before) => {
    /** **How it broke:** only the second line was. */
    const text = writing(before);
    const then = text.text();
    text.act(listing(true));
    const listed = text.text();
    take(text.view, then);
    expect(text.seen()).toBe(before);
    take(text.view, listed);
    expect(text.text()).toBe(listed);
  },
);

test("only what is typed goes with what was done before", () => {
  /** **How it broke:** one step back brought several deletions of what had been chosen. */
  const text = writing("one two ¦three¦");
  const choose = (anchor: number, head: number) =>
    text.view.dispatch({ selection: { anchor, head }, userEvent: "select" });
  text.press("Backspace");
  choose(4, 7);
  text.press("Backspace");
  put(text.view, "four");
  text.act(listing(false));
  text.type("xy");
  text.press("Backspace");
  choose(2, 5);
  text.type("so");
  const deleted = ["own", "own", "own", "own"];
  expect(text.steps).toEqual([...deleted, "same", "same", "same", "begun", "same"]);
});

test.each([
  ["- one\n- t¦wo", "Tab", "- one\n  - t¦wo"],
  ["1. one\n2. ¦two", "Tab", "1. one\n   1. ¦two"],
  ["1. one\n   1. two\n2. ¦three", "Tab", "1. one\n   1. two\n   2. ¦three"],
  ["- one\n- ¦two\n- three¦", "Tab", "- one\n  - ¦two\n  - three¦"],
  ["- one\n  - **tw¦o**", "Shift-Tab", "- one\n- **tw¦o**"],
  ["1. one\n   1. two¦", "Shift-Tab", "1. one\n2. two¦"],
  // It leads on.
  ["- ¦one", "Tab", null],
  ["- one\n  - two¦", "Tab", null],
  ["- one¦", "Shift-Tab", null],
  ["one ¦two", "Tab", null],
  ["- one\n\nso¦", "Tab", null],
])("%j by %s", (marked, key, then) => {
  const text = writing(marked);
  expect(text.press(key)).toBe(then !== null);
  expect(text.seen()).toBe(then ?? marked);
});
