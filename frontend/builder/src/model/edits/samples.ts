/** Journeys for the tests beside this file. */

import type { Journey, Step, StepId } from "@/definition/types";

export function journeyOf(steps: Record<StepId, Step>, start?: StepId): Journey {
  const first = start ?? Object.keys(steps)[0] ?? "";
  return { journey: "sample", name: "Sample", entry: {}, start: first, steps };
}

/** hello → choose: yes → praise, otherwise → nudge → call; both → thanks → done */
export const parting: Journey = {
  ...journeyOf({
    hello: { type: "email", template: "hello", next: "choose" },
    choose: {
      type: "branch",
      cases: [{ id: "yes", when: { trait: "account.seats", at_least: 10 }, next: "praise" }],
      otherwise: "nudge",
    },
    praise: { type: "email", template: "praise", next: "thanks" },
    nudge: { type: "wait", for: "2d", next: "call" },
    call: { type: "task", title: "Call them", next: "thanks" },
    thanks: {
      type: "email",
      template: "thanks",
      skip_when: { message: "praise", was: "sent" },
      next: "done",
    },
    done: { type: "exit" },
  }),
  templates: {
    hello: { subject: "Hello", body: "Hello." },
    praise: { subject: "Well done", body: "Well done." },
    thanks: { subject: "Thanks", body: "Thanks." },
  },
};

/** A journey of many shapes, the same for the same seed: branches, loops, ends and all. */
export function invented(seed: number, size: number): Journey {
  const random = generator(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const ids = Array.from({ length: size }, (_, number) => `s${number}`);
  const steps: Record<StepId, Step> = {};
  for (const [number, id] of ids.entries()) {
    const later = ids.slice(number + 1);
    const next = () => (random() < 0.1 ? pick(ids) : pick(later.slice(0, 4)));
    const kind = random();
    if (later.length === 0 || (number > 2 && random() < 0.1)) steps[id] = { type: "exit" };
    else if (kind < 0.3)
      steps[id] = {
        type: "branch",
        cases: [{ id: "a", when: {}, next: next() }],
        otherwise: next(),
      };
    else if (kind < 0.5)
      steps[id] = {
        type: "wait",
        until: { event: "Login" },
        at_most: "3d",
        on: { happened: next(), timeout: next() },
      };
    else steps[id] = { type: "wait", for: "1d", next: next() };
  }
  return journeyOf(steps);
}

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
