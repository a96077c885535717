/** The plan of a publish: what it says by itself, and what is offered at each step. */

import { describe, expect, test, vi } from "vitest";
import type { Fate, Plan, StepPreview } from "@/api/versions";
import { previewOf, stepOf } from "@/testing/previews";
import {
  choiceOf,
  decided,
  explained,
  fateAt,
  fateOf,
  fatesOf,
  hindered,
  offered,
  plannedWith,
  REASON,
  withReason,
} from "./plan";

const everyone = (fates: Plan["fates"] = {}): Plan => ({ everyone: true, fates });

test("a step that is called as what every object has is as the server suggests", () => {
  /** How it broke: it was shown as one that all leave, and nobody could be moved there. */
  const step = stepOf("constructor");
  const other = stepOf("call");
  const seen = previewOf([other], {
    targets: [{ step: "constructor", kind: "exit", title: "Constructor" }],
  });
  expect(fateAt({}, step)).toBe("continue");
  expect(offered(other, seen, fatesOf(seen.steps, {})).move).toEqual([
    { value: "move:constructor", words: "Constructor" },
  ]);
});

describe("where the plan must say something and does not", () => {
  test("it says what the server suggests, and the rest stays", () => {
    const steps = [
      stepOf("call", { fate: null, default: "continue" }),
      stepOf("mail", { fate: "retime" }),
    ];
    const plan = everyone({ mail: { move: "end" } });
    expect(decided(plan, steps).fates).toEqual({ mail: { move: "end" }, call: "continue" });
  });

  test("of a step in several versions, what is suggested for the newest counts", () => {
    /** How it broke: what was suggested for the oldest did, and on the page of versions the newest. */
    const at = (version: number, fate: Fate) =>
      stepOf("call", { version, fate: null, default: fate });
    const open = [at(2, { move: "end" }), at(1, "continue")];
    expect(decided(everyone(), open).fates).toEqual({ call: { move: "end" } });
  });

  test("a plan that says all, or moves nobody, is the same plan", () => {
    const open = [stepOf("call", { fate: null })];
    for (const plan of [everyone({ call: "retime" }), { everyone: false, fates: {} }])
      expect(decided(plan, open)).toBe(plan);
  });

  test("it is looked at again with that, and only then", async () => {
    const preview = vi.fn(async (plan: Plan) =>
      previewOf([stepOf("call", { fate: plan.fates.call ?? null, default: "continue" })]),
    );
    const { plan, seen } = await plannedWith(everyone(), preview);
    expect(plan).toEqual(everyone({ call: "continue" }));
    expect(seen.steps[0]?.fate).toBe("continue");
    expect(preview).toHaveBeenCalledTimes(2);
    await plannedWith(plan, preview);
    expect(preview).toHaveBeenCalledTimes(3);
  });
});

test("a reason goes to all who leave, and to nobody else", () => {
  const plan = everyone({ call: { exit: REASON }, mail: { move: "end" }, wait: "continue" });
  const said = { ...plan.fates, call: { exit: "We no longer call." } };
  expect(withReason(plan, " We no longer call. ").fates).toEqual(said);
  expect(withReason(plan, "  ")).toEqual(plan);
});

test("each fate is a choice, and comes back from it", () => {
  const fates: Fate[] = ["continue", "retime", { move: "end" }, { exit: REASON }];
  for (const fate of fates) expect(fateOf(choiceOf(fate))).toEqual(fate);
});

test("what is offered is what the server offers, in its words", () => {
  const each = stepOf("call");
  const targets = [
    { step: "call", title: "Call", kind: "task" },
    { step: "end", title: "The end", kind: "exit" },
  ];
  const { stay, move } = offered(each, { steps: [each], targets });
  expect(stay.map(({ words }) => words)).toEqual(each.choices.flatMap(wordsOfStaying));
  expect(move).toEqual([{ value: "move:end", words: "The end" }]);
  expect(explained(each, { move: "end" })).toBe("What move means at call.");
  const choices = each.choices.filter(({ kind }) => kind !== "move");
  expect(offered({ ...each, choices }, { steps: [each], targets }).move).toEqual([]);
});

test("nobody can be moved to where others are moved away from, or leave", () => {
  const [call, mail] = [stepOf("call"), stepOf("mail")];
  const seen = previewOf([call, mail]);
  const targets = ["call", "mail"].map((step) => ({ step, title: step, kind: "task" }));
  const offers = (each: StepPreview, fates: Plan["fates"]) => {
    const { stay, move } = offered(each, { ...seen, targets }, fatesOf(seen.steps, fates));
    return [...stay, ...move].flatMap(({ value, because }) => (because ? [[value, because]] : []));
  };
  expect(offers(call, { mail: { exit: REASON } })).toEqual([["move:mail", "those there leave"]]);
  expect(offers(call, { mail: { move: "end" } })).toEqual([
    ["move:mail", "those there are moved elsewhere"],
  ]);
  const here = `those at “${call.title}” are moved here`;
  expect(offers(mail, { call: { move: "mail" } })).toEqual([
    ["exit", here],
    ["move:call", here],
  ]);
  expect(offers(call, { call: { move: "mail" } })).toEqual([]);
});

test("why something cannot be chosen is said once, of few by their names", () => {
  const choice = (words: string, because?: string) => ({
    value: words,
    words,
    ...(because && { because }),
  });
  const here = "those at “Call” are moved here";
  const leave = "those there leave";
  expect(hindered({ stay: [choice("Go on")], move: [choice("Mail")] })).toEqual([]);
  expect(
    hindered({ stay: [choice("Go on"), choice("Leave", here)], move: [choice("Mail", here)] }),
  ).toEqual(["Nobody here can leave or be moved now: those at “Call” are moved here."]);
  const few = [choice("Mail", leave), choice("Wait"), choice("End", leave)];
  expect(hindered({ stay: [choice("Leave")], move: few })).toEqual([
    "Nobody can be moved to “Mail” or “End” now: those there leave.",
  ]);
  const many = ["1", "2", "3", "4"].map((words) => choice(words, leave));
  expect(hindered({ stay: [], move: many })).toEqual([
    "Nobody can be moved to 4 of the steps now: those there leave.",
  ]);
});

const wordsOfStaying = ({ kind, words }: { kind: string; words: string }): string[] =>
  kind === "move" ? [] : [words];

test("what was chosen is shown before the server has answered", () => {
  const each = stepOf("call", { fate: "retime" });
  expect(fateAt({ call: "continue" }, each)).toBe("continue");
  expect(fateAt({}, each)).toBe("retime");
});
