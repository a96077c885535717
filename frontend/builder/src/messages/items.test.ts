import { expect, test } from "vitest";
import type { ChecklistItem, InAppMessage } from "@/definition/templates";
import type { Template } from "@/definition/types";
import { withItemsOf } from "./items";

const item = (id: string, title: string): ChecklistItem => ({ id, title });

function german(own: ChecklistItem[] | undefined, theirs: ChecklistItem[]): unknown {
  const words = { title: "T", body: "B" };
  const message = {
    ...words,
    ...(own && { items: own }),
    locales: { de: { ...words, items: theirs } },
  };
  const made = withItemsOf("", message as unknown as Template);
  return (made as unknown as { locales: { de: InAppMessage } }).locales.de.items;
}

test("what is moved, added and removed in one language is so in the others, in their words", () => {
  const own = [item("c", "Three"), item("a", "One"), item("d", "Four")];
  const theirs = [item("a", "Eins"), item("b", "Zwei"), item("c", "Drei")];
  expect(german(own, theirs)).toEqual([item("c", "Drei"), item("a", "Eins"), item("d", "Four")]);
});

test("an item that gets another id keeps its words", () => {
  expect(german([item("first", "One")], [item("a", "Eins")])).toEqual([item("first", "Eins")]);
});

test("an id that on its way reads like another's costs no words", () => {
  const theirs = [item("invite", "Einladen"), item("report", "Bericht")];
  const typed = (id: string, before: unknown) =>
    german([item("invite", "Invite"), item(id, "Report")], before as ChecklistItem[]);
  const halfway = typed("invite", theirs);
  expect(typed("invite-more", halfway)).toEqual([theirs[0], item("invite-more", "Bericht")]);
});

test("what ticks an item does so in every language", () => {
  const done_when = { event: "Report Shared" };
  expect(german([{ ...item("a", "One"), done_when }], [item("a", "Eins")])).toEqual([
    { ...item("a", "Eins"), done_when },
  ]);
});

test("a checklist that is one no more is none in any language", () => {
  expect(german(undefined, [item("a", "Eins")])).toBeUndefined();
});
