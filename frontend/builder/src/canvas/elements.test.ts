import { expect, test } from "vitest";
import { journeyOf } from "@/model/edits/samples";
import { NO_NAMES } from "@/sentences/names";
import { drawing } from "./elements";

test("two ways that are called the same are two lines until one is put right", () => {
  /** How it broke: both were one to the canvas, which drew one of them twice or not at all. */
  const journey = journeyOf({
    choose: {
      type: "branch",
      cases: [
        { id: "large", when: {}, next: "rest" },
        { id: "large", when: {}, next: "done" },
      ],
      otherwise: "done",
    },
    rest: { type: "wait", for: "1d", next: "done" },
    done: { type: "exit" },
  });
  const { edges } = drawing()({
    journey,
    folded: new Set(),
    names: NO_NAMES,
    problems: [],
    overlay: null,
    days: null,
    sight: null,
    held: null,
  });
  expect(edges).toHaveLength(5);
  expect(new Set(edges.map(({ id }) => id)).size).toBe(5);
});
