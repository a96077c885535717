import { describe, expect, test } from "vitest";
import { told } from "@/testing/shared";
import { links, linksTo, redirected, relinked } from "./links";
import type { Step } from "./types";

type Ways = Record<string, [outlet: string, target: string][]>;

describe.each(told<Ways>("links.json"))("$key", ({ journey, said }) => {
  test("leads where Python says", () => {
    const found = Object.entries(journey.steps).map(([id, step]) => [id, links(step)]);
    expect(Object.fromEntries(found)).toEqual(said);
  });

  test("is the same when every link is led where it leads", () => {
    for (const step of Object.values(journey.steps))
      expect(relinked(step, (target) => target)).toEqual(step);
  });

  test("has no link left to a step that others stand for", () => {
    for (const id of Object.keys(journey.steps)) {
      const before = linksTo(journey, id);
      const after = redirected(journey, id, "elsewhere");
      expect(linksTo(after, id)).toEqual([]);
      expect(linksTo(after, "elsewhere")).toEqual(before);
    }
  });
});

test("a way that is written as nothing stays so, wherever the others are led", () => {
  /** How it broke: it led somewhere in what was copied, and an approval without ways was not copied. */
  const wait = { type: "wait", for: "3d", next: "done", on: { timeout: null } } as unknown as Step;
  expect(relinked(wait, () => "elsewhere")).toEqual({ ...wait, next: "elsewhere" });
  const approve = { type: "approve", message: "", on: null } as unknown as Step;
  expect(relinked(approve, () => "elsewhere")).toEqual(approve);
});
