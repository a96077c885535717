import { expect, test } from "vitest";
import { chances, PARTS, SIGNS, seenIn } from "./byChance";
import { listing, put, stress } from "./keys";
import { BOLD, ITALIC, isStressed, wordsIn } from "./looking";
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
