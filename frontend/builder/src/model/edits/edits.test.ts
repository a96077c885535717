import { describe, expect, test } from "vitest";
import { ENTRY, type LinkRef, links, linksFrom, linksTo, targetOf } from "@/definition/links";
import type { Journey, Step } from "@/definition/types";
import { MENU } from "@/steps";
import { reached } from "../reach";
import { blockOf } from "./block";
import { copied, copiedAlone, duplicated, pasted, readClip, written } from "./clipboard";
import { inserted } from "./insert";
import { led, otherTargets } from "./lead";
import { moved } from "./move";
import { removed } from "./remove";
import { invented, journeyOf, parting } from "./samples";

const WAIT = {
  stem: "wait",
  make: ({ next }: { next: string }) => ({ step: { type: "wait", for: "3d", next } as const }),
};
const END = { stem: "end", make: () => ({ step: { type: "exit" } as const }) };

/** Every link of the journey, as `step.outlet > target`. */
const wired = (journey: Journey): string[] =>
  [ENTRY, ...Object.keys(journey.steps)].flatMap((step) =>
    linksFrom(journey, step).map(([outlet, target]) => `${step}.${outlet} > ${target}`),
  );

/** What leads to each step that several links lead to. */
const joints = (journey: Journey): LinkRef[][] =>
  Object.keys(journey.steps)
    .map((id) => linksTo(journey, id))
    .filter((meeting) => meeting.length > 1);

const allLinks = (journey: Journey): LinkRef[] =>
  [ENTRY, ...Object.keys(journey.steps)].flatMap((step) =>
    linksFrom(journey, step).map(([outlet]) => ({ step, outlet })),
  );

function expectWhole(journey: Journey): void {
  for (const line of wired(journey))
    expect(Object.keys(journey.steps)).toContain(line.split(" > ")[1]);
  expect(new Set(Object.keys(journey.steps))).toEqual(reached(journey));
}

describe("inserting", () => {
  test("puts the step on the link, and writes it after the step before", () => {
    const after = inserted(parting, { step: "nudge", outlet: "next" }, WAIT);
    expect(after?.id).toBe("wait");
    expect(wired(after?.journey ?? parting)).toEqual(
      expect.arrayContaining(["nudge.next > wait", "wait.next > call"]),
    );
    expect(Object.keys(after?.journey.steps ?? {}).slice(3, 5)).toEqual(["nudge", "wait"]);
  });

  test("a message goes to whom the nearest above it goes, else to whom any goes", () => {
    /** How it broke: after mails to the champion the next one went to the primary contact. */
    const champion = { role: "champion", else: "nobody" } as const;
    const admins = { roles: ["admin"] } as const;
    const first = { ...parting.steps.hello, to: champion } as Step;
    const last = { ...parting.steps.thanks, to: admins } as unknown as Step;
    const journey = { ...parting, steps: { ...parting.steps, hello: first, thanks: last } };
    const added = (step: string, line = "email", outlet = "next", to: Journey = journey) => {
      const maker = MENU.find(({ id }) => id === line);
      const after = maker && inserted(to, { step, outlet }, maker);
      return after?.journey.steps[after.id];
    };
    for (const line of ["email", "tour", "nps"])
      expect(added("call", line)).toHaveProperty("to", champion);
    expect(added("hello")).toHaveProperty("to", champion);
    expect(added("thanks")).toHaveProperty("to", admins);
    expect(added(ENTRY)).toHaveProperty("to", champion);
    // The nearest goes to the primary contact.
    expect(added("praise")).not.toHaveProperty("to");
    expect(added("choose", "email", "yes", parting)).not.toHaveProperty("to");
    expect(added("hello", "wait-for")).not.toHaveProperty("to");
  });

  test("above where ways meet, all of them go through it", () => {
    const beside = [{ step: "call", outlet: "next" }];
    const after = inserted(parting, { step: "praise", outlet: "next" }, WAIT, beside);
    expect(wired(after?.journey ?? parting)).toEqual(
      expect.arrayContaining(["praise.next > wait", "call.next > wait", "wait.next > thanks"]),
    );
    expect(Object.keys(after?.journey.steps ?? {}).slice(4, 7)).toEqual(["call", "wait", "thanks"]);
    expect(after?.lost).toEqual([]);
  });

  test("above where ways meet it is written below all of them, whichever is named first", () => {
    const beside = [{ step: "praise", outlet: "next" }];
    const after = inserted(parting, { step: "call", outlet: "next" }, WAIT, beside);
    const order = Object.keys(after?.journey.steps ?? {});
    expect(order.indexOf("wait")).toBeGreaterThan(order.indexOf("praise"));
    expect(order.indexOf("wait")).toBeGreaterThan(order.indexOf("call"));
  });

  test("before the first step makes it the start", () => {
    const after = inserted(parting, { step: ENTRY, outlet: "next" }, WAIT);
    expect(after?.journey.start).toBe("wait");
    expect(Object.keys(after?.journey.steps ?? {})[0]).toBe("wait");
  });

  test("an end says what it cuts off, texts included", () => {
    const after = inserted(parting, { step: "choose", outlet: "yes" }, END);
    expect(after?.lost).toEqual(["praise"]);
    expect(after?.journey.templates).not.toHaveProperty("praise");
    expect(after?.journey.templates).toHaveProperty("thanks");
  });

  test("on a link that is gone does nothing", () => {
    expect(inserted(parting, { step: "done", outlet: "next" }, WAIT)).toBeUndefined();
  });
});

describe("a block", () => {
  test("of a step that does not part is the step", () => {
    expect(blockOf(parting, "nudge")).toMatchObject({ steps: ["nudge"], next: "call" });
  });

  test("of a branch goes to where its ways meet", () => {
    expect(blockOf(parting, "choose")).toMatchObject({
      steps: ["choose", "praise", "nudge", "call"],
      next: "thanks",
    });
  });

  test("leaves aside a way that ends", () => {
    const ending = journeyOf({
      choose: { type: "branch", cases: [{ id: "no", when: {}, next: "bye" }], otherwise: "go" },
      bye: { type: "exit", outcome: "no" },
      go: { type: "wait", for: "1d", next: "done" },
      done: { type: "exit" },
    });
    expect(blockOf(ending, "choose").steps).toContain("bye");
  });
});

describe("removing", () => {
  test("heals: what led to the step leads to where its main way went", () => {
    const after = removed(parting, "nudge", { how: "heal" });
    expect(wired(after?.journey ?? parting)).toContain("choose.otherwise > call");
    expect(after?.lost).toEqual([]);
  });

  test("a branch keeps its main way and says what goes with the others", () => {
    const after = removed(parting, "choose", { how: "heal" });
    expect(wired(after?.journey ?? parting)).toContain("hello.next > nudge");
    expect(after?.lost).toEqual(["praise"]);
  });

  test("with all that follows leaves an end in its place", () => {
    const after = removed(parting, "thanks", { how: "following" });
    expect(after?.lost).toEqual(["done"]);
    expect(wired(after?.journey ?? parting)).toEqual(
      expect.arrayContaining(["praise.next > end", "call.next > end"]),
    );
  });

  test("leads people to a chosen step", () => {
    const after = removed(parting, "call", { how: "to", step: "done" });
    expect(wired(after?.journey ?? parting)).toContain("nudge.next > done");
    expect(after?.lost).toEqual([]);
  });

  test("an end cannot be healed over", () => {
    expect(removed(parting, "done", { how: "heal" })).toBeUndefined();
  });
});

describe("leading a link on to a step that is there", () => {
  test("has ways meet again, or go back", () => {
    const after = led(parting, { step: "choose", outlet: "yes" }, "call");
    expect(wired(after?.journey ?? parting)).toContain("choose.yes > call");
    const back = led(parting, { step: "thanks", outlet: "next" }, "hello");
    expect(wired(back?.journey ?? parting)).toContain("thanks.next > hello");
    expect(led(parting, { step: ENTRY, outlet: "next" }, "choose")?.journey.start).toBe("choose");
  });

  test("says what nothing leads to any more, texts included", () => {
    const after = led(parting, { step: "choose", outlet: "yes" }, "thanks");
    expect(after?.lost).toEqual(["praise"]);
    expect(after?.journey.templates).not.toHaveProperty("praise");
  });

  test("offers neither where it leads nor where it begins", () => {
    expect(otherTargets(parting, { step: "nudge", outlet: "next" })).toEqual([
      "thanks",
      "done",
      "hello",
      "choose",
      "praise",
    ]);
  });

  test("does nothing where there is no such link or step", () => {
    expect(led(parting, { step: "done", outlet: "next" }, "hello")).toBeUndefined();
    expect(led(parting, { step: "nudge", outlet: "next" }, "gone")).toBeUndefined();
  });
});

describe("moving", () => {
  test("a step to another way", () => {
    const after = moved(parting, "nudge", { step: "choose", outlet: "yes" });
    expect(wired(after?.journey ?? parting)).toEqual(
      expect.arrayContaining([
        "choose.yes > nudge",
        "nudge.next > praise",
        "choose.otherwise > call",
      ]),
    );
  });

  test("a branch takes its ways along", () => {
    const after = moved(parting, "choose", { step: "thanks", outlet: "next" });
    expect(wired(after?.journey ?? parting)).toEqual(
      expect.arrayContaining([
        "hello.next > thanks",
        "thanks.next > choose",
        "praise.next > done",
        "call.next > done",
      ]),
    );
  });

  test("to above where ways meet, all of them go through it, also the one it comes from", () => {
    const beside = [{ step: "call", outlet: "next" }];
    const after = moved(parting, "praise", { step: "praise", outlet: "next" }, beside);
    expect(wired(after?.journey ?? parting)).toEqual(
      expect.arrayContaining([
        "choose.yes > praise",
        "call.next > praise",
        "choose.otherwise > nudge",
        "praise.next > thanks",
      ]),
    );
    const greeted = moved(parting, "hello", { step: "praise", outlet: "next" }, beside);
    expect(wired(greeted?.journey ?? parting)).toEqual(
      expect.arrayContaining([
        ".next > choose",
        "praise.next > hello",
        "call.next > hello",
        "hello.next > thanks",
      ]),
    );
  });

  test("what ways meet at, and what holds all of them, stay where they are", () => {
    const on: [LinkRef, LinkRef[]] = [
      { step: "praise", outlet: "next" },
      [{ step: "call", outlet: "next" }],
    ];
    expect(moved(parting, "thanks", ...on)).toBeUndefined();
    expect(moved(parting, "choose", ...on)).toBeUndefined();
  });

  test("into itself, or to where it is, is no move", () => {
    expect(moved(parting, "choose", { step: "nudge", outlet: "next" })).toBeUndefined();
    expect(moved(parting, "nudge", { step: "choose", outlet: "otherwise" })).toBeUndefined();
  });
});

describe("copying", () => {
  test("above where ways meet they are written below all of them, whichever is named last", () => {
    const clip = copied(parting, ["nudge"]);
    const on = [
      { step: "call", outlet: "next" },
      { step: "praise", outlet: "next" },
    ] as const;
    for (const [link, beside] of [on, on.toReversed()] as [LinkRef, LinkRef][]) {
      const after = clip && pasted(parting, link, clip, [beside]);
      const order = Object.keys(after?.journey.steps ?? {});
      expect(order.indexOf(after?.id ?? "")).toBeGreaterThan(order.indexOf("praise"));
      expect(order.indexOf(after?.id ?? "")).toBeGreaterThan(order.indexOf("call"));
    }
  });

  test("what is pasted has names, texts and references of its own", () => {
    const clip = copied(parting, ["choose"]);
    if (!clip) throw new Error("nothing was copied");
    const after = pasted(parting, { step: "thanks", outlet: "next" }, clip);
    expect(after?.id).toBe("choose-2");
    expect(after?.journey.steps["praise-2"]).toMatchObject({ template: "praise-2", next: "done" });
    expect(after?.journey.templates).toHaveProperty("praise-2");
  });

  test("a condition on a step that came along asks about the copy", () => {
    const clip = copied(parting, ["praise", "thanks"]);
    const after = clip && pasted(parting, { step: "call", outlet: "next" }, clip);
    expect(after?.journey.steps["thanks-2"]).toMatchObject({
      skip_when: { message: "praise-2", was: "sent" },
    });
  });

  test("one step comes alone, and all its ways go on where it is pasted", () => {
    const clip = copiedAlone(parting, ["choose"]);
    expect(Object.keys(clip?.steps ?? {})).toEqual(["choose"]);
    const after = clip && pasted(parting, { step: "thanks", outlet: "next" }, clip);
    const made = after?.journey.steps["choose-2"];
    const led = new Set(made ? links(made).map(([, target]) => target) : []);
    expect([...led]).toEqual(["done"]);
    expect(Object.keys(after?.journey.steps ?? {})).toHaveLength(
      Object.keys(parting.steps).length + 1,
    );
  });

  test("several steps come without what lies between them, one after the other", () => {
    const ids = Object.keys(parting.steps);
    const [first, last] = ["choose", "thanks"] as const;
    expect(ids).toEqual(expect.arrayContaining([first, last]));
    const clip = copiedAlone(parting, [last, first]);
    expect(clip?.start).toBe(first);
    expect(Object.keys(clip?.steps ?? {}).sort()).toEqual([first, last].sort());
    const step = clip?.steps[first];
    expect(step && links(step).map(([, target]) => target)).toContain(last);
  });

  test("steps from beside each other come one after the other, and none is lost", () => {
    const clip = copiedAlone(parting, ["praise", "call"]);
    const after = clip && pasted(parting, { step: "thanks", outlet: "next" }, clip);
    expect(after && Object.keys(after.journey.steps)).toEqual(
      expect.arrayContaining(["praise-2", "call-2"]),
    );
    expectWhole(after?.journey ?? parting);
    expect(wired(after?.journey ?? parting)).toContain("thanks.next > praise-2");
  });

  test("steps from beside each other come before what both lead to", () => {
    /** How it broke: they came after it and led back to it, and whatever came after the place they
     * were pasted at was lost. */
    for (const copy of [copied, copiedAlone]) {
      const clip = copy(parting, ["praise", "call", "thanks"]);
      const after = clip && pasted(parting, { step: "thanks", outlet: "next" }, clip);
      expect(after?.lost).toEqual([]);
      expect(wired(after?.journey ?? parting)).toEqual(
        expect.arrayContaining([
          "thanks.next > praise-2",
          "praise-2.next > call-2",
          "call-2.next > thanks-2",
          "thanks-2.next > done",
        ]),
      );
    }
  });

  test("what goes on comes before what ends, whichever way stands first", () => {
    const ending = journeyOf({
      choose: { type: "branch", cases: [{ id: "a", when: {}, next: "bye" }], otherwise: "rest" },
      bye: { type: "exit" },
      rest: { type: "wait", for: "2d", next: "done" },
      done: { type: "exit" },
    });
    const clip = copiedAlone(ending, ["bye", "rest"]);
    expect(clip && [clip.start, links(clip.steps.rest as Step)]).toEqual([
      "rest",
      [["next", "bye"]],
    ]);
  });

  test("where all ways end, one goes on into the other instead of being left aside", () => {
    /** How it broke: it was said to be copied, and pasted, and was not there. */
    const ending = journeyOf({
      choose: { type: "branch", cases: [{ id: "a", when: {}, next: "call" }], otherwise: "rest" },
      call: { type: "wait", for: "1d", next: "bye" },
      bye: { type: "exit" },
      rest: { type: "wait", for: "2d", next: "done" },
      done: { type: "exit" },
    });
    const clip = copiedAlone(ending, ["call", "bye", "rest", "done"]);
    expect(Object.keys(clip?.steps ?? {})).toEqual(["call", "rest", "done"]);
    expect(clip && links(clip.steps.call as Step)).toEqual([["next", "rest"]]);
    // Of two ends alone, one is as good as both.
    expect(Object.keys(copiedAlone(ending, ["bye", "done"])?.steps ?? {})).toEqual(["bye"]);
  });

  test("none of the steps that are copied is left aside, whichever they are", () => {
    for (let seed = 0; seed < 60; seed++) {
      const journey = invented(seed, 14);
      const goesOn = ([, step]: [string, Step]) => links(step).length > 0;
      const ids = Object.entries(journey.steps).filter(goesOn);
      const some = ids.filter((_, number) => (seed + number) % 3 > 0).map(([id]) => id);
      const clip = copiedAlone(journey, some);
      if (!clip) continue;
      const alone = { ...journey, start: clip.start, steps: clip.steps };
      expect([...reached(alone)].sort()).toEqual([...some].sort());
    }
  });

  test("survives the clipboard; anything else on it is nothing of ours", () => {
    const clip = copied(parting, ["praise"]);
    if (!clip) throw new Error("nothing was copied");
    expect(readClip(written(clip))).toEqual(clip);
    for (const other of ["", "hello", "null", "{}", '{"kind":"onward/steps","version":1}'])
      expect(readClip(other)).toBeUndefined();
  });

  test("a duplicate stands right below", () => {
    const after = duplicated(parting, "nudge");
    expect(wired(after?.journey ?? parting)).toEqual(
      expect.arrayContaining(["nudge.next > nudge-2", "nudge-2.next > call"]),
    );
  });
});

test("a duplicate is told apart by its name", () => {
  const nudge = { ...parting.steps.nudge, name: "Nudge" } as typeof parting.steps.nudge & object;
  const journey = { ...parting, steps: { ...parting.steps, nudge } };
  expect(duplicated(journey, "nudge")?.journey.steps["nudge-2"]?.name).toBe("Nudge 2");
});

describe("whatever is done to whatever journey, every link leads to a step that is reached", () => {
  const journeys = Array.from({ length: 30 }, (_, seed) => {
    const journey = invented(seed + 1, 4 + (seed % 14));
    const kept = reached(journey);
    const steps = Object.fromEntries(Object.entries(journey.steps).filter(([id]) => kept.has(id)));
    return { ...journey, steps };
  });

  test("inserting and ending", () => {
    for (const journey of journeys)
      for (const link of allLinks(journey))
        for (const maker of [WAIT, END]) {
          const after = inserted(journey, link, maker);
          if (after) expectWhole(after.journey);
        }
  });

  test("leading on to a step that is there", () => {
    for (const journey of journeys)
      for (const link of allLinks(journey))
        for (const target of otherTargets(journey, link)) {
          const after = led(journey, link, target);
          if (after) expectWhole(after.journey);
        }
  });

  test("removing", () => {
    for (const journey of journeys)
      for (const id of Object.keys(journey.steps)) {
        const heal = removed(journey, id, { how: "heal" });
        if (heal) expectWhole(heal.journey);
        const following = removed(journey, id, { how: "following" });
        if (following) expectWhole(following.journey);
        for (const step of Object.keys(journey.steps)) {
          const to = removed(journey, id, { how: "to", step });
          if (to) expectWhole(to.journey);
        }
      }
  });

  test("moving and duplicating", () => {
    for (const journey of journeys)
      for (const id of Object.keys(journey.steps)) {
        const copy = duplicated(journey, id);
        if (copy) expectWhole(copy.journey);
        for (const link of allLinks(journey)) {
          const after = moved(journey, id, link);
          if (!after) continue;
          expectWhole(after.journey);
          expect(targetOf(after.journey, link)).toBe(id);
        }
        for (const [link, ...beside] of joints(journey)) {
          const after = link && moved(journey, id, link, beside);
          if (after) expectWhole(after.journey);
        }
      }
  });

  test("a step taken out and put back leaves all other links as they were", () => {
    for (const journey of journeys)
      for (const [id, step] of Object.entries(journey.steps)) {
        if (step.type !== "wait" || links(step).length !== 1) continue;
        const after = removed(journey, id, { how: "heal" });
        if (!after) continue;
        const kept = wired(journey).filter(
          (line) => !line.includes(`> ${id}`) && !line.startsWith(`${id}.`),
        );
        for (const line of kept) expect(wired(after.journey)).toContain(line);
      }
  });
});
