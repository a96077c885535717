import { describe, expect, test } from "vitest";
import { ENTRY } from "@/definition/links";
import type { Journey, StepId } from "@/definition/types";
import { invented, journeyOf, parting } from "@/model/edits/samples";
import { ALL } from "@/testing/shared";
import { type Direction, neighbour, type Spot } from "./moving";

const DOWNWARD: readonly Direction[] = ["down", "left", "right"];

/** What one comes to by the keys, without going up. */
function found(journey: Journey): Set<StepId> {
  const seen = new Set<string>();
  const steps = new Set<StepId>();
  const rest: Spot[] = [ENTRY];
  for (const from of rest) {
    const key = JSON.stringify(from);
    if (seen.has(key)) continue;
    seen.add(key);
    if (typeof from === "string") steps.add(from);
    rest.push(...DOWNWARD.map((direction) => neighbour(journey, from, direction)));
  }
  return steps;
}

describe("the arrow keys, without going up,", () => {
  const journeys = Array.from({ length: 200 }, (_, seed) => invented(seed + 1, 4 + (seed % 20)));
  const missed = (journey: Journey) => {
    const there = found(journey);
    return Object.keys(journey.steps).filter((id) => !there.has(id));
  };
  test.each(Object.entries(ALL))("come to every step of %s", (_, journey) =>
    expect(missed(journey)).toEqual([]),
  );
  test.each(Object.entries(journeys))("come to every step of invention %s", (_, journey) =>
    expect(missed(journey), JSON.stringify(journey.steps, null, 1)).toEqual([]),
  );
});

describe("the arrow keys", () => {
  test("go to the nearest below, and back", () => {
    const renewal = ALL.renewal as Journey;
    expect(neighbour(renewal, "at-90", "down")).toBe("step-in");
    const way = neighbour(renewal, "step-in", "down");
    expect(way).toEqual({ step: "step-in", outlet: "plan-agreed" });
    expect(neighbour(renewal, way, "down")).toBe("until-60");
    expect(neighbour(renewal, neighbour(renewal, way, "right"), "down")).toBe("who-talks");
    expect(neighbour(renewal, "step-in", "up")).toBe("at-90");
    expect(neighbour(renewal, "who-talks", "down")).toBe("until-60");
    expect(neighbour(renewal, "until-60", "up")).toBe("who-talks");
  });

  test("pass over what is folded, and lead out of it", () => {
    const folded = new Set(["choose"]);
    expect(neighbour(parting, "choose", "down", folded)).toBe("thanks");
    expect(neighbour(parting, "thanks", "up", folded)).toBe("choose");
    expect(neighbour(parting, "nudge", "down", folded)).toBe("choose");
    expect(neighbour(parting, "choose", "down")).toBe("praise");
  });

  test("lead out of all that is folded, of what is folded within, too", () => {
    const wait = { type: "wait", for: "1d", next: "end" } as const;
    const asks = (next: string, otherwise: string) => {
      const when = { trait: "account.seats", at_least: 10 };
      return { type: "branch" as const, cases: [{ id: "yes", when, next }], otherwise };
    };
    const within = journeyOf({
      outer: asks("aside", "inner"),
      aside: wait,
      inner: asks("deep", "other"),
      deep: wait,
      other: wait,
      end: { type: "exit" },
    });
    expect(neighbour(within, "deep", "down", new Set(["inner", "outer"]))).toBe("outer");
  });

  test("stop on a way on which nothing stands, beside another that has a step, and go on from it", () => {
    const wait = (happened: string): Journey =>
      journeyOf({
        asked: {
          type: "wait",
          until: { event: "Shared" },
          at_most: "7d",
          on: { happened, timeout: "end" },
        },
        thank: { type: "wait", for: "1d", next: "end" },
        end: { type: "exit" },
      } as Journey["steps"]);
    const [happened, timeout] = ["happened", "timeout"].map((outlet) => ({
      step: "asked",
      outlet,
    }));
    expect(neighbour(wait("end"), "asked", "down")).toEqual(happened);
    expect(neighbour(wait("end"), happened as Spot, "right")).toEqual(timeout);
    expect(neighbour(wait("end"), timeout as Spot, "left")).toEqual(happened);
    expect(neighbour(wait("end"), timeout as Spot, "down")).toBe("end");
    expect(neighbour(wait("end"), timeout as Spot, "up")).toBe("asked");
    expect(neighbour(wait("thank"), "asked", "down")).toBe("thank");
    expect(neighbour(wait("thank"), "thank", "right")).toEqual(timeout);
    expect(neighbour(wait("thank"), timeout as Spot, "left")).toBe("thank");
  });

  test("come to what nothing leads to from beside the start, and back", () => {
    const wait = { type: "wait", for: "1d" } as const;
    const journey = journeyOf({
      first: { ...wait, next: "end" },
      aside: { ...wait, next: "end" },
      end: { type: "exit" },
    });
    expect(neighbour(journey, "first", "right")).toBe("aside");
    expect(neighbour(journey, "aside", "left")).toBe("first");
    expect(neighbour(journey, "aside", "up")).toBe(ENTRY);
  });

  test("go beside from any step of a way, to the same level there, also out of a way within", () => {
    const wait = (next: string) => ({ type: "wait", for: "1d", next }) as const;
    const asks = (yes: string, otherwise: string) => {
      const when = { trait: "account.seats", at_least: 10 };
      return { type: "branch" as const, cases: [{ id: "yes", when, next: yes }], otherwise };
    };
    const journey = journeyOf({
      outer: asks("left", "right"),
      left: wait("left-2"),
      "left-2": wait("left-3"),
      "left-3": wait("join"),
      right: wait("inner"),
      inner: asks("near", "far"),
      near: wait("inner-join"),
      far: wait("far-2"),
      "far-2": wait("inner-join"),
      "inner-join": wait("join"),
      join: wait("end"),
      end: { type: "exit" },
    });
    const goes = (from: string, direction: Direction) => neighbour(journey, from, direction);
    expect(goes("left", "right")).toBe("right");
    expect(goes("left-2", "right")).toBe("inner");
    expect(goes("left-3", "right")).toBe("near");
    expect(goes("near", "right")).toBe("far");
    expect(goes("far-2", "left")).toBe("near");
    // Nothing stands on the left of it but the way beside the outer one.
    expect(goes("near", "left")).toBe("left-3");
    expect(goes("inner", "left")).toBe("left-2");
    expect(goes("inner-join", "left")).toBe("left-3");
    // Where ways meet again, there is none beside.
    for (const step of ["join", "far", "right"]) expect(goes(step, "right")).toBe(step);
    const empty: Journey["steps"] = { ...journey.steps, outer: asks("join", "right") };
    expect(neighbour(journeyOf(empty), "far-2", "left")).toBe("near");
    expect(neighbour(journeyOf(empty), "inner-join", "left")).toEqual({
      step: "outer",
      outlet: "yes",
    });
  });
});
