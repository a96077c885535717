import { expect, test } from "vitest";
import { ENTRY } from "@/definition/links";
import { journeyOf } from "@/model/edits/samples";
import { sizesOf } from "./sizes";

test.each([
  ["Signed Up", 64],
  ["Workspace Opened", 82],
  ["Account Added User", 82],
])("the way in has room for all of its sentence: %s", (event, height) => {
  const journey = journeyOf({ end: { type: "exit" } });
  const entered = { ...journey, entry: { triggers: [{ event }] } };
  expect(sizesOf(entered).box(ENTRY).height).toBe(height);
});
