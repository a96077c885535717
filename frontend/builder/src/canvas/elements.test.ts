import { expect, test } from "vitest";
import { journeyOf } from "@/model/edits/samples";
import { NO_NAMES } from "@/sentences/names";
import { drawing, type Shown } from "./elements";

const shown = (journey: Shown["journey"], problems: Shown["problems"] = []): Shown => ({
  journey,
  folded: new Set(),
  names: NO_NAMES,
  problems,
  overlay: null,
  days: null,
  sight: null,
  held: null,
});

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
  const { edges } = drawing()(shown(journey));
  expect(edges).toHaveLength(5);
  expect(new Set(edges.map(({ id }) => id)).size).toBe(5);
});

test("what is said several times of one step counts once there, as in the bar", () => {
  /** How it broke: where customers enter said 3, and the bar said 1. */
  const finding = {
    code: "unknown_trait",
    severity: "warning" as const,
    step: null,
    path: "entry.audience",
    message: "Nobody has ever sent “plan”.",
    hint: null,
  };
  const journey = journeyOf({ done: { type: "exit" } });
  const { nodes } = drawing()(
    shown(journey, [
      finding,
      { ...finding, path: "goal.when" },
      { ...finding, path: "exit.0.when" },
    ]),
  );
  expect(nodes.find(({ id }) => id === "entry")?.data.warnings).toBe(1);
});
