import { expect, test } from "vitest";
import type { Journey } from "@/definition/types";
import { decode, encode } from "./deltas";
import { inserted } from "./edits/insert";
import { removed } from "./edits/remove";
import { invented, journeyOf, parting } from "./edits/samples";

const WAIT = {
  stem: "wait",
  make: ({ next }: { next: string }) => ({ step: { type: "wait", for: "3d", next } as const }),
};

function edits(journey: Journey): Journey[] {
  const row = [journey];
  for (const id of Object.keys(journey.steps)) {
    const last = row.at(-1) ?? journey;
    const grown = inserted(last, { step: id, outlet: "next" }, WAIT)?.journey;
    const healed = removed(last, id, { how: "heal" })?.journey;
    row.push(...[grown, healed].filter((each) => each !== undefined));
  }
  return [...row, { ...journey, name: "Another", description: "New" }];
}

test("what is kept comes back, in its order", () => {
  for (const journey of [
    parting,
    ...Array.from({ length: 20 }, (_, seed) => invented(seed + 1, 12)),
  ]) {
    const row = edits(journey);
    const kept = JSON.parse(JSON.stringify(encode(row)));
    expect(JSON.stringify(decode(kept))).toBe(JSON.stringify(row));
  }
});

test("what edits share is kept once", () => {
  const long = invented(3, 300);
  const row = Array.from({ length: 50 }, (_, number) => ({ ...long, name: `Name ${number}` }));
  expect(JSON.stringify(encode(row)).length).toBeLessThan(JSON.stringify(long).length + 50 * 100);
});

test("a step that is called as what every object has comes back, too", () => {
  /** How it broke: after a reload it was no step any more, and the journey could not be opened. */
  const done = { type: "exit" } as const;
  const first = journeyOf({ constructor: done });
  const row = [first, { ...first, steps: { first: done, ...first.steps } }];
  expect(decode(JSON.parse(JSON.stringify(encode(row))))).toEqual(row);
});

test("of nothing, nothing is kept", () => {
  expect(encode([])).toBeUndefined();
});
