// @vitest-environment happy-dom

import { expect, test } from "vitest";
import { ENTRY } from "@/definition/links";
import type { Journey, StepId } from "@/definition/types";
import { documentOf } from "@/state/document";
import { selectionOf } from "@/state/selection";
import { TRIAL } from "@/testing/trial";
import type { Builder } from "./builder";
import * as commands from "./commands";

/** As much of the builder as removing and undoing use. */
function desk(journey: Journey = TRIAL) {
  const document = documentOf(journey);
  const selection = selectionOf();
  const builder = { document, selection, announcer: { say: () => {} } } as unknown as Builder;
  const chosen = (): StepId | null => selection.getState().focus;
  return { builder, document, selection, chosen };
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

test("undoing what neither brings nor takes a step leaves what is chosen", () => {
  const { builder, document, selection, chosen } = desk();
  selection.choose("call");
  document.edit((now) => ({ ...now, name: "Otherwise" }));
  commands.undo(builder);
  expect(chosen()).toBe("call");
});
