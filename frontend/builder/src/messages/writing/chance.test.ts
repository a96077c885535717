import { redo, undo } from "@codemirror/commands";
import { expect, test } from "vitest";
import { chances, MORE, PARTS, SIGNS, seenIn } from "./byChance";
import { heldBy, listing, put, stress } from "./keys";
import { BOLD, ITALIC, isStressed, kindsIn, wordsIn } from "./looking";
import { drawnIn } from "./marks";
import { writing } from "./windowless";

test("whatever is done, no mark is seen, none is empty, and what one sees is what one did", () => {
  /** **Invariant:** marks stand around words alone. **How it broke:** what was bold in part was marked
   * twice, and a blank at its end made all marks visible. */
  for (let seed = 1; seed <= 60; seed++) {
    const chance = chances(seed);
    const text = Array.from({ length: 3 + chance(8) }, () => PARTS[chance(PARTS.length)]).join("");
    if (SIGNS.test(seenIn(text).said)) continue;
    const page = writing(text);
    const done: string[] = [];
    for (let deed = 0; deed < 25; deed++) {
      const before = page.text();
      const then = seenIn(before);
      const head = () => page.view.state.selection.main.head;
      const at = then.before(head());
      const isOne = page.view.state.selection.main.empty;
      /** Somewhere, and not in a field. */
      const place = () => {
        const at = chance(before.length + 1);
        const chip = drawnIn(before, true).find(
          ({ kind, from, until }) => kind === "chip" && from < at && at < until,
        );
        return chip?.until ?? at;
      };
      const does = {
        type: () => page.type("x"),
        blank: () => page.type(" "),
        bold: () => page.act(stress(BOLD)),
        italic: () => page.act(stress(ITALIC)),
        back: () => page.press("Backspace"),
        forth: () => page.press("Delete"),
        enter: () => page.press("Enter"),
        list: () => page.act(listing(false)),
        paste: () => put(page.view, ["plain", "**bold** it", "a\n\nb"][chance(3)] ?? ""),
        choose: () => {
          const [anchor, head] = [place(), place()];
          page.view.dispatch({ selection: { anchor, head }, userEvent: "select" });
        },
        go: () => page.view.dispatch({ selection: { anchor: place() }, userEvent: "select" }),
        right: () => page.press("ArrowRight"),
        left: () => page.press("ArrowLeft"),
      };
      const names = Object.keys(does) as (keyof typeof does)[];
      const name = names[chance(names.length)] ?? "type";
      done.push(`${name} in ${page.seen()}`);
      does[name]();
      const told = `${seed}: ${done.slice(-3).join("\n→ ")}\n→ ${page.seen()}`;
      const now = seenIn(page.text());
      expect(SIGNS.test(now.said), told).toBe(false);
      for (const each of drawnIn(page.text(), true).filter(isStressed)) {
        const { from, until } = wordsIn(each);
        expect(page.text().slice(from, until).trim(), told).not.toBe("");
      }
      // Blanks behind the sign of a line belong to it.
      const solid = (said: string) => said.replace(/ /g, "");
      if (["bold", "italic", "choose", "go"].includes(name))
        expect(solid(now.said), told).toBe(solid(then.said));
      if (name === "type" && isOne)
        expect(solid(now.said), told).toBe(
          solid(`${then.said.slice(0, at)}x${then.said.slice(at)}`),
        );
    }
  }
});

/** What one sees but for blanks, what each sign is, and how much stands before a place. */
function looks(text: string) {
  const { places, said, before } = seenIn(text);
  const kinds = kindsIn(drawnIn(text, true), text.length);
  const solid = places.filter((at) => /\S/.test(text.charAt(at)));
  return {
    said: said.replace(/\s/g, ""),
    kinds: solid.map(kinds),
    before: (at: number) => said.slice(0, before(at)).replace(/\s/g, "").length,
  };
}

test("what is done is done to what one sees, as in a text that has no marks, and comes back", () => {
  /** **Invariant:** a text with marks holds what a plain one would. **How it broke:** beside a button its mark was
   * seen, parts of code came twice, and a word that was taken back took the field before it along. */
  for (let seed = 1; seed <= 40; seed++) {
    const chance = chances(seed * 7919);
    const all = [...PARTS, ...MORE];
    const text = Array.from({ length: 3 + chance(9) }, () => all[chance(all.length)]).join("");
    if (/(?<!\\)\*|(?<!snake)_|[#[\]]/.test(seenIn(text).said)) continue;
    const page = writing(text);
    for (let deed = 0; deed < 20; deed++) {
      const before = page.text();
      const then = looks(before);
      const { from, to, empty } = page.view.state.selection.main;
      const [begins, ends] = [then.before(from), then.before(to)];
      const held = heldBy(page.view.state);
      const kinds = (held.includes("Bold") ? BOLD : 0) | (held.includes("Italic") ? ITALIC : 0);
      const place = () => {
        const at = chance(before.length + 1);
        const chip = drawnIn(before, true).find(
          ({ kind, from, until }) => kind === "chip" && from < at && at < until,
        );
        return chip?.until ?? (/[\udc00-\udfff]/.test(before.charAt(at)) ? at + 1 : at);
      };
      const does = {
        x: () => page.type("x"),
        ",": () => page.type(","),
        " ": () => page.type(" "),
        paste: () => put(page.view, "*so* **it** is"),
        bold: () => page.act(stress(BOLD)),
        italic: () => page.act(stress(ITALIC)),
        list: () => page.act(listing(false)),
        go: () => page.view.dispatch({ selection: { anchor: place() }, userEvent: "select" }),
        choose: () =>
          page.view.dispatch({
            selection: { anchor: place(), head: place() },
            userEvent: "select",
          }),
      };
      const keys = ["Enter", "Backspace", "Delete", "Mod-Backspace", "ArrowRight", "ArrowLeft"];
      const names = [...keys, ...(Object.keys(does) as (keyof typeof does)[])];
      const name = names[chance(names.length)] ?? "x";
      const seen = page.seen();
      if (name in does) does[name as keyof typeof does]();
      else page.press(name);
      // Enter in a link or on a field asks about it.
      if (page.asked.splice(0).length > 0) continue;
      const told = `${seed}: ${name} in ${seen}\n→ ${page.seen()}`;
      const now = looks(page.text());
      const typed = { x: "x", ",": ",", " ": "", Enter: "", paste: "soitis" }[name];
      const taken = /Back|Delete/.test(name);
      const gone = taken && empty ? then.said.length - now.said.length : 0;
      const [first, last] =
        typed !== undefined || (taken && !empty)
          ? [begins, ends]
          : name === "Delete"
            ? [begins, begins + gone]
            : [begins - gone, begins];
      expect(now.said, told).toBe(
        then.said.slice(0, first) + (typed ?? "") + then.said.slice(last),
      );
      if (typed === undefined && !taken) continue;
      const head = page.view.state.selection.main.head;
      expect(now.before(head), told).toBe(first + (typed ?? "").length);
      if (name === "x" && empty) expect(now.kinds[first], told).toBe(kinds);
    }
    const last = page.text();
    for (let nth = 0; nth < 60; nth++) page.act(undo);
    expect(page.text()).toBe(text);
    for (let nth = 0; nth < 60; nth++) page.act(redo);
    expect(page.text()).toBe(last);
  }
});
