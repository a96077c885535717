import { expect, test } from "vitest";
import type { StepId } from "@/definition/types";
import { parting } from "@/model/edits/samples";
import { graphOf } from "@/model/graph";
import { layoutOf } from "@/model/layout";
import { drawnOf } from "./drawn";
import { sizesOf } from "./sizes";
import { nearestSlot, slotsFor } from "./slots";

const linesOf = (...folded: StepId[]) =>
  layoutOf(graphOf(drawnOf(parting, new Set(folded))), sizesOf(parting)).lines;

test("a new step can be dropped on every link, and above where ways meet", () => {
  expect([...slotsFor(parting, linesOf(), null).keys()].sort()).toEqual([
    "/next",
    "above/praise/next",
    "call/next",
    "choose/otherwise",
    "choose/yes",
    "hello/next",
    "nudge/next",
    "praise/next",
    "thanks/next",
  ]);
});

test("above where ways meet is what is nearest there, and stands for all of them", () => {
  const lines = linesOf();
  const slots = slotsFor(parting, lines, null);
  const [x = 0, y = 0] = lines.find(({ joint }) => joint)?.joint?.plus ?? [];
  expect(nearestSlot(lines, slots, x, y)).toBe("above/praise/next");
  expect(slots.get("above/praise/next")).toMatchObject({
    link: { step: "praise", outlet: "next" },
    beside: [{ step: "call", outlet: "next" }],
  });
});

test("a step goes nowhere where nothing would change", () => {
  const slots = slotsFor(parting, linesOf(), "thanks");
  expect([...slots.keys()].sort()).toEqual([
    "/next",
    "choose/otherwise",
    "choose/yes",
    "hello/next",
    "nudge/next",
  ]);
  expect([...slotsFor(parting, linesOf(), "choose").keys()].sort()).toEqual([
    "/next",
    "thanks/next",
  ]);
});

test("what is folded away is no place to drop", () => {
  expect([...slotsFor(parting, linesOf("choose"), null).keys()].sort()).toEqual([
    "/next",
    "hello/next",
    "thanks/next",
  ]);
});
