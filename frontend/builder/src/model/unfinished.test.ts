import { expect, test } from "vitest";
import { sizesOf } from "@/canvas/sizes";
import { relinked } from "@/definition/links";
import type { Journey } from "@/definition/types";
import { ALL } from "@/testing/shared";
import { unfinished } from "@/testing/unfinished";
import { daysInWords } from "./days";
import { changesBetween } from "./diff";
import { flowOf, graphOf } from "./graph";
import { layoutOf } from "./layout";
import { outlineOf } from "./outline";

test("whatever is missing, every step is drawn, and days are days", () => {
  const whole = ALL.whole as Journey;
  for (const { path, left, draft } of unfinished(whole)) {
    const where = `${path.join(".")} = ${JSON.stringify(left)}`;
    const graph = graphOf(flowOf(draft));
    expect(layoutOf(graph, sizesOf(draft)).boxes, where).toHaveLength(graph.order.length + 1);
    const steps = Object.keys(draft.steps);
    expect([...graph.order].sort(), where).toEqual(steps.toSorted());
    expect(outlineOf(graph).flat().length, where).toBeGreaterThan(0);
    expect([...daysInWords(draft).values()].join(), where).not.toMatch(/NaN|Infinity/);
    for (const step of Object.values(draft.steps))
      expect(
        relinked(step, (target) => target),
        where,
      ).toEqual(step);
    const removed = changesBetween(whole, draft).steps.filter((each) => each.change === "removed");
    expect(removed.length, where).toBe(Object.keys(whole.steps).length - steps.length);
  }
});
