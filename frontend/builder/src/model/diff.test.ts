import { describe, expect, test } from "vitest";
import type { Journey, Step } from "@/definition/types";
import { ALL, shared } from "@/testing/shared";
import { type Changes, changesBetween } from "./diff";
import { parting } from "./edits/samples";

interface Said {
  broken: Record<string, Changes>;
  following: Record<string, Changes>;
}
const { broken, following } = shared<Said>("changes.json");
const made = shared<Record<string, { of: string; definition: Journey }>>("broken.json");

const named = (key: string | undefined): Journey => ALL[key ?? ""] as Journey;

/** Links of one step have no order of their own. */
const sorted = ({ steps, links }: Changes): Changes => ({
  steps,
  links: links.toSorted((one, other) =>
    `${one.step} ${one.outlet}` < `${other.step} ${other.outlet}` ? -1 : 1,
  ),
});

describe("what Python says has changed", () => {
  test.each(Object.entries(broken))("%s", (name, said) => {
    const { of, definition } = made[name] as { of: string; definition: Journey };
    expect(sorted(changesBetween(named(of), definition))).toEqual(sorted(said));
  });

  test.each(Object.entries(following))("%s", (name, said) => {
    const [old, now] = name.split(" to ").map(named);
    expect(sorted(changesBetween(old as Journey, now as Journey))).toEqual(sorted(said));
  });
});

test("a journey is the same as itself, in whatever order its keys stand", () => {
  const turned = JSON.parse(JSON.stringify(parting), (_, value) =>
    typeof value === "object" && value !== null && !Array.isArray(value) && "type" in value
      ? Object.fromEntries(Object.entries(value).reverse())
      : value,
  );
  expect(turned).not.toBe(parting);
  expect(changesBetween(parting, turned)).toEqual({ steps: [], links: [] });
});

test("what is gone is told of, also when it is called as what every object has", () => {
  const { call, ...steps } = parting.steps as Record<string, Step>;
  const leading = (next: string) =>
    ({ ...steps, nudge: { ...steps.nudge, next } }) as Journey["steps"];
  const old = { ...parting, steps: { ...leading("constructor"), constructor: call as Step } };
  const now = { ...parting, steps: leading("thanks") };
  expect(changesBetween(old, now).links).toMatchObject([{ step: "nudge", gone: ["Constructor"] }]);
});

test("what a message says belongs to the step that sends it", () => {
  const templates = { ...parting.templates, hello: { subject: "Hello", body: "Hello there." } };
  expect(changesBetween(parting, { ...parting, templates }).steps).toEqual([
    { step: "hello", change: "changed", title: "Hello", relinked: false },
  ]);
});
