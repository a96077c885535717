// @vitest-environment happy-dom

import { expect, test } from "vitest";
import { ENTRY } from "@/definition/links";
import type { Journey, StepId } from "@/definition/types";
import { announcerOf } from "@/state/announcer";
import { documentOf } from "@/state/document";
import { panelsOf } from "@/state/panels";
import { selectionOf } from "@/state/selection";
import { TRIAL } from "@/testing/trial";
import type { Builder } from "./builder";
import * as commands from "./commands";

/** As much of the builder as removing and undoing use. */
function desk(journey: Journey = TRIAL) {
  const document = documentOf(journey);
  const selection = selectionOf();
  const announcer = announcerOf();
  const panels = panelsOf("canvas", null);
  const builder = { document, selection, announcer, panels } as unknown as Builder;
  const chosen = (): StepId | null => selection.getState().focus;
  const said = () => announcer.getState().text;
  return { builder, document, selection, chosen, said };
}

test("undoing a removal chooses what has come back, and doing it again what stands in its place", () => {
  const { builder, selection, chosen } = desk();
  selection.choose("call");
  commands.remove(builder, ["call"], { how: "heal" });
  const next = chosen();
  expect(next).not.toBe("call");
  commands.undo(builder);
  expect(chosen()).toBe("call");
  commands.redo(builder);
  expect(chosen()).toBe(next);
});

test("of several that come back the first is chosen, whatever was looked at meanwhile", () => {
  const { builder, selection, chosen } = desk();
  commands.remove(builder, ["login", "call"], { how: "heal" });
  selection.choose(ENTRY);
  commands.undo(builder);
  expect(chosen()).toBe(Object.keys(TRIAL.steps).find((id) => ["login", "call"].includes(id)));
});

test("what was cut together is chosen together again", () => {
  /** How it broke: of several steps only the first was chosen once the cut was undone. */
  const { builder, selection } = desk();
  selection.chooseAll(["call", "login"]);
  commands.cut(builder);
  commands.undo(builder);
  expect([...selection.getState().steps].sort()).toEqual(["call", "login"]);
});

test("undoing what neither brings nor takes a step leaves what is chosen", () => {
  const { builder, document, selection, chosen } = desk();
  selection.choose("call");
  document.edit((now) => ({ ...now, name: "Otherwise" }));
  commands.undo(builder);
  expect(chosen()).toBe("call");
});

test("it is said what is undone and done again, where that is known", () => {
  const { builder, document, said } = desk();
  document.edit((now) => ({ ...now, name: "Otherwise" }));
  commands.remove(builder, ["call"], { how: "heal" });
  const removed = said();
  expect(removed).toMatch(/^Removed: /);
  commands.undo(builder);
  expect(said()).toBe(`Undone: ${removed.replace(":", "")}`);
  commands.redo(builder);
  expect(said()).toBe(`Done again: ${removed.replace(":", "")}`);
  commands.undo(builder);
  commands.undo(builder);
  expect(said()).toBe("Undone.");
});
