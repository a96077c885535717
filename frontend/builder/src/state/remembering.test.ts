import { describe, expect, test } from "vitest";
import type { Journey } from "@/definition/types";
import { encode } from "@/model/deltas";
import { recalled } from "./remembering";

const journey = (name: string): Journey =>
  ({
    journey: "one",
    name,
    entry: {},
    start: "done",
    steps: { done: { type: "exit" } },
  }) as Journey;

function kept(
  about: { revision: number; saved: boolean; base?: number; at?: number },
  ...names: string[]
): Storage {
  const row = encode(names.map(journey));
  const text = JSON.stringify({ row, at: names.length - 1, ...about });
  return { getItem: () => text } as unknown as Storage;
}

describe("after a reload", () => {
  test("the way back is there, and nothing needs saving", () => {
    const draft = journey("b");
    const storage = kept({ revision: 3, saved: true }, "a", "b");
    const { history, revision } = recalled("one", draft, 3, storage);
    expect(history.present).toBe(draft);
    expect(history.past.map(({ name }) => name)).toEqual(["a"]);
    expect(revision).toBe(3);
  });

  test("what was not saved is taken up again", () => {
    const storage = kept({ revision: 3, saved: false }, "a", "b");
    expect(recalled("one", journey("a"), 3, storage).history.present.name).toBe("b");
  });

  test("a colleague has saved, and one's own was saved before: theirs is what is shown", () => {
    const storage = kept({ revision: 3, saved: true }, "a", "b");
    const { history, revision } = recalled("one", journey("theirs"), 4, storage);
    expect(history.present.name).toBe("theirs");
    expect(history.past).toEqual([]);
    expect(revision).toBe(4);
  });

  test("a colleague has saved, and one's own was not: it stays, to be decided", () => {
    const storage = kept({ revision: 3, saved: false }, "a", "mine");
    const { history, revision } = recalled("one", journey("theirs"), 4, storage);
    expect(history.present.name).toBe("mine");
    expect(revision).toBe(3);
  });

  test("what one's own was made from is known, to be merged with theirs", () => {
    const storage = kept({ revision: 3, saved: false, base: 2, at: 1 }, "a", "mine", "base");
    const { history, base } = recalled("one", journey("theirs"), 4, storage);
    expect(base?.name).toBe("base");
    expect(history.future).toEqual([]);
  });

  test("the answer was lost, and the server has it: it is saved", () => {
    const draft = journey("mine");
    const storage = kept({ revision: 3, saved: false }, "a", "mine");
    const { history, revision } = recalled("one", draft, 4, storage);
    expect(history.present).toBe(draft);
    expect(revision).toBe(4);
  });
});
