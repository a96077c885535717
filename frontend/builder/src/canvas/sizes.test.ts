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

test("a step is as high as its name and its sentence are long", () => {
  const step = { type: "email", template: "hello", next: "end" } as const;
  const steps = { step, end: { type: "exit" } as const };
  const height = (name: string, subject: string) =>
    sizesOf({
      ...journeyOf({ ...steps, step: { ...step, name } }),
      templates: { hello: { subject, body: "" } },
    }).box("step").height;
  expect(height("Hello", "Hello")).toBe(82);
  expect(height("Hello", "Your first project, in one short video")).toBe(100);
  expect(height("How likely are you to recommend us?", "Hello")).toBe(100);
  expect(height("Hello", "Word and word and ".repeat(20))).toBe(118);
});
