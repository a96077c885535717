import { expect, test } from "vitest";
import type { Now, Path, Visit } from "@/api/enrollments";
import { pathOverlay } from "./pathOverlay";

const visit = (step: string, more: Partial<Visit>): Visit =>
  ({ step, visit: 1, outlet: null, message: null, task: null, ...more }) as Visit;
const path = (visits: Visit[], now: Partial<Now> | null): Path =>
  ({ visits, now, truncated: false, enrollment: {} }) as Path;
const message = (status: string) => ({ status }) as NonNullable<Visit["message"]>;

test("what was passed is lit, with what became of it, and where they are", () => {
  const overlay = pathOverlay(
    "path",
    path(
      [
        visit("hello", { outlet: "next", message: message("sent") }),
        visit("ask", { outlet: "yes", task: { outcome: "went_well" } as Visit["task"] }),
        visit("listen", {}),
      ],
      { step: "listen", trouble: null },
    ),
    "hello",
  );
  expect(overlay.steps.get("hello")).toEqual({
    lit: true,
    marks: [{ text: "sent", tone: "good" }],
  });
  expect(overlay.steps.get("ask")?.marks).toEqual([{ text: "went well", tone: "calm" }]);
  expect(overlay.steps.get("listen")).toEqual({
    lit: true,
    tone: "accent",
    marks: [{ text: "here", tone: "accent" }],
  });
  expect([...overlay.links.keys()]).toEqual(["/next", "hello/next", "ask/yes"]);
});

test("a message in the product says whether anybody has seen it, not that it was sent", () => {
  const mark = (in_product: string) =>
    pathOverlay(
      "path",
      path([visit("hello", { message: { ...message("sent"), in_product } })], null),
      "hello",
    ).steps.get("hello")?.marks;
  expect(mark("Seen")).toEqual([{ text: "seen", tone: "good" }]);
  expect(mark("Not seen yet")).toEqual([{ text: "not seen yet", tone: "calm" }]);
});

test("who was let in otherwise did not come by what starts the journey", () => {
  /** How it broke: the way was lit from the event that had not happened. */
  const lit = (by: string) => {
    const one = path([visit("hello", { outlet: "next" })], null);
    one.enrollment.entered_by = { by };
    return [...pathOverlay("path", one, "hello").links.keys()];
  };
  expect(lit("event")).toEqual(["/next", "hello/next"]);
  expect(lit("schedule")).toEqual(["/next", "hello/next"]);
  for (const by of ["audience", "journey", "kim@example.com"])
    expect(lit(by)).toEqual(["hello/next"]);
});

test("a step passed twice says what became of both", () => {
  const overlay = pathOverlay(
    "path",
    path(
      [
        visit("hello", { message: message("skipped") }),
        visit("hello", { visit: 2, message: message("failed") }),
      ],
      null,
    ),
    "ask",
  );
  expect([...overlay.links.keys()]).toEqual([]);
  expect(overlay.steps.get("hello")?.marks?.map(({ text }) => text)).toEqual([
    "left out",
    "failed (2.)",
  ]);
});

test("who is in trouble is seen to be", () => {
  const overlay = pathOverlay(
    "path",
    path([], { step: "hello", trouble: { error: "away" } }),
    "ask",
  );
  expect(overlay.steps.get("hello")).toMatchObject({ tone: "bad" });
});
