/**
 * The time ruler: on which day after entry a step is reached, at the earliest, typically and at the
 * latest, from the definition alone. Customers are taken to enter at 09:00.
 *
 * At the earliest nothing is waited for longer than it must be: what can happen happens at once.
 * Typically, what is waited for takes half of the time it is given; the way for when it does not come
 * takes all of it. Business days count 1.4 days. A date of the customer's own is not known, nor is
 * what lies behind it unless another way leads there.
 *
 * At the latest everything takes as long as it may, by the way that takes most. Nobody can say behind
 * what has no limit or a date, nor where customers may come by again.
 */

import { links, linksFrom } from "@/definition/links";
import { inDays, isByDate, isDay, TIME, widestGap } from "@/definition/times";
import type { DayOfJourney, Journey, Limit, Step, StepId, Until } from "@/definition/types";

/** In days from entry, with fractions; null: nobody can say. */
export interface Reach {
  earliest: number | null;
  typical: number | null;
  /** Null also where there is no end to it. */
  latest: number | null;
}

const ENTERS = 9 / 24;

/** The steps that are reached at all. */
export function ruler(journey: Journey): Record<StepId, Reach> {
  const earliest = reckoned(journey, 0);
  const typical = reckoned(journey, 0.5);
  const latest = latestOf(journey, earliest);
  return Object.fromEntries(
    [...earliest].map(([step, days]) => [
      step,
      {
        earliest: days,
        typical: typical.get(step) ?? null,
        latest: latest.get(step) ?? null,
      },
    ]),
  );
}

/** Shortest ways, where what is waited for takes that share of its time. Null: not known. */
function reckoned(journey: Journey, share: number): ReadonlyMap<StepId, number | null> {
  const known = new Map<StepId, number | null>();
  const open = new Map<StepId, number>([[journey.start, 0]]);
  const unknown = new Set<StepId>();
  for (let next = nearest(open); next !== undefined; next = nearest(open)) {
    const [id, at] = next;
    open.delete(id);
    const step = journey.steps[id];
    if (!step || known.has(id)) continue;
    known.set(id, at);
    for (const [outlet, target] of links(step)) {
      const then = after(step, outlet, at, share);
      if (then === null) unknown.add(target);
      else if (!known.has(target)) open.set(target, Math.min(then, open.get(target) ?? then));
    }
  }
  spread(journey, unknown, known);
  return known;
}

function nearest(open: ReadonlyMap<StepId, number>): [StepId, number] | undefined {
  let best: [StepId, number] | undefined;
  for (const entry of open) if (!best || entry[1] < best[1]) best = entry;
  return best;
}

/** What is only reached by ways whose time nobody knows. */
function spread(
  journey: Journey,
  unknown: ReadonlySet<StepId>,
  known: Map<StepId, number | null>,
): void {
  const waiting = [...unknown];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const step = journey.steps[id];
    if (!step || known.has(id)) continue;
    known.set(id, null);
    for (const [, target] of links(step)) waiting.push(target);
  }
}

/**
 * Longest ways, each step once all that lead to it are known; so those that customers may come by
 * again, and all behind them, are left out.
 */
function latestOf(
  journey: Journey,
  reached: ReadonlyMap<StepId, unknown>,
): ReadonlyMap<StepId, number | null> {
  const known = new Map<StepId, number | null>();
  const openWays = new Map<StepId, number>();
  const arrival = new Map<StepId, number | null>([[journey.start, 0]]);
  for (const id of reached.keys())
    for (const [, target] of linksFrom(journey, id))
      openWays.set(target, (openWays.get(target) ?? 0) + 1);
  const ahead = [...reached.keys()].filter((id) => !openWays.has(id));
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    const step = journey.steps[id];
    if (!step) continue;
    const at = arrival.get(id) ?? null;
    known.set(id, at);
    for (const [outlet, target] of links(step)) {
      const then = at === null ? null : atLast(step, outlet, at);
      arrival.set(target, later(arrival.get(target), then));
      const left = (openWays.get(target) ?? 0) - 1;
      openWays.set(target, left);
      if (left === 0 && reached.has(target)) ahead.push(target);
    }
  }
  return known;
}

function later(one: number | null | undefined, other: number | null): number | null {
  return one === null || other === null ? null : Math.max(one ?? 0, other);
}

/**
 * When one is at the end of this way at the latest. A task can be called off until it is due, and
 * then is left out.
 */
function atLast(step: Step, outlet: string, at: number): number | null {
  if (
    step.type === "wait" &&
    (step.at_most == null || isByDate(step.at_most)) &&
    isOpen(step.until)
  )
    return null;
  if (step.type !== "task" || step.outcomes === undefined) return after(step, outlet, at, 1);
  const ends = step.due !== undefined && step.on?.overdue != null;
  return ends ? limited(step.due ?? null, at, 1) : null;
}

/** Whether it may never come. */
const isOpen = (until: Until | null | undefined): boolean =>
  until != null && ("event" in until || "when" in until);

/** When one is at the end of this way, having come to the step at that time; null: not known. */
function after(step: Step, outlet: string, at: number, share: number): number | null {
  switch (step.type) {
    case "wait":
      return afterWait(step, outlet, at, share);
    case "survey":
      if (outlet === "skipped" || outlet === "failed") return at;
      return limited(step.at_most, at, outlet === "no_answer" ? 1 : share);
    case "task":
      if (step.outcomes === undefined || outlet === "skipped" || step.due === undefined) return at;
      return limited(step.due, at, outlet === "overdue" ? 1 : share);
    case "approve":
      return limited(step.due, at, share);
    default:
      return at;
  }
}

function afterWait(
  step: Extract<Step, { type: "wait" }>,
  outlet: string,
  at: number,
  share: number,
): number | null {
  if (step.for != null) return at + (inDays(step.for) ?? 0);
  const { until } = step;
  if (until == null) return at;
  if ("day" in until) return limited(until, at, 1);
  if ("time" in until) return at + (share === 1 ? widestGap(until.days ?? "mon-sun") : share);
  if (outlet === "timeout" && step.at_most != null) return limited(step.at_most, at, 1);
  if ("date" in until) return null;
  return step.at_most == null ? at : limited(step.at_most, at, share);
}

/** That share of the way to the limit. One that is not written yet is none; so is one by a date of
 * theirs, until all of it is over: then nobody can say. */
function limited(limit: Limit | null, at: number, share: number): number | null {
  if (isByDate(limit)) return share < 1 ? at : null;
  const end = isDay(limit) ? dayAt(limit) : at + (inDays(limit ?? undefined) ?? 0);
  return at + Math.max(0, end - at) * share;
}

function dayAt({ day, at }: DayOfJourney): number {
  const time = at && TIME.test(at) ? at : "09:00";
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return (day ?? 1) - 1 + (hours + minutes / 60) / 24 - ENTERS;
}
