import { expect, test } from "vitest";
import { begin, DEPTH, edited, PAUSE, redone, sealed, undone } from "./history";

test("an edit is undone and made again", () => {
  const history = edited(begin("a"), "b", null, 0);
  expect(undone(history).present).toBe("a");
  expect(redone(undone(history)).present).toBe("b");
});

test("keystrokes in one field are one step back", () => {
  let history = begin("");
  for (const [number, typed] of ["H", "He", "Hel"].entries())
    history = edited(history, typed, "name", number * 100);
  expect(undone(history).present).toBe("");
});

test("a pause, another field, or a seal begins a step of its own", () => {
  const first = edited(begin(""), "a", "name", 0);
  expect(undone(edited(first, "ab", "name", PAUSE)).present).toBe("a");
  expect(undone(edited(first, "ab", "note", 1)).present).toBe("a");
  expect(undone(edited(sealed(first), "ab", "name", 1)).present).toBe("a");
});

test("an edit after going back forgets what was ahead", () => {
  const history = edited(undone(edited(begin(1), 2, null, 0)), 3, null, 0);
  expect(redone(history).present).toBe(3);
  expect(undone(history).present).toBe(1);
});

test("what changes nothing is no step", () => {
  const history = begin("a");
  expect(edited(history, "a", null, 0)).toBe(history);
});

test("only so many steps back are kept", () => {
  let history = begin(0);
  for (let number = 1; number <= DEPTH + 50; number += 1)
    history = edited(history, number, null, 0);
  expect(history.past).toHaveLength(DEPTH);
  expect(history.past[0]).toBe(50);
});
