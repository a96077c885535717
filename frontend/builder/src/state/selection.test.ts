import { expect, test } from "vitest";
import { ENTRY } from "@/definition/links";
import { selectionOf } from "./selection";

const chosen = (selection: ReturnType<typeof selectionOf>) => [
  selection.getState().focus,
  ...selection.getState().steps,
];

test("where customers enter is never chosen together with steps", () => {
  /** How it broke: of one step it was said that “1 steps are chosen”, and whatever a colleague saved
   * took the keys away. */
  const selection = selectionOf();
  selection.choose("call");
  selection.toggle(ENTRY);
  expect(chosen(selection)).toEqual(["call", "call"]);
  selection.chooseAll(["call", "mail", ENTRY]);
  expect(chosen(selection)).toEqual(["mail", "call", "mail"]);
  selection.choose(ENTRY);
  expect(chosen(selection)).toEqual([ENTRY, ENTRY]);
  selection.toggle("call");
  expect(chosen(selection)).toEqual(["call", "call"]);
});
