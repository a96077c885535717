/**
 * What moves and is copied together: a step, and when it parts customers, all its ways down to
 * where they come together again.
 */

import { type LinkRef, links, linksTo, mainOutlet } from "@/definition/links";
import type { Journey, StepId } from "@/definition/types";
import { governed } from "../reach";

export interface Block {
  first: StepId;
  /** In the order they are written in. */
  steps: readonly StepId[];
  /** Where it goes on below; null: every way in it ends. */
  next: StepId | null;
  /** The links from within to `next`. */
  leaving: readonly LinkRef[];
}

export function blockOf(journey: Journey, first: StepId): Block {
  const next = meeting(journey, first);
  const below = next === null ? new Set<StepId>() : governed(journey, next);
  const governs = governed(journey, first);
  const inside = new Set([...governs].filter((step) => step === first || !below.has(step)));
  const steps = Object.keys(journey.steps).filter((id) => inside.has(id));
  const leaving =
    next === null ? [] : linksTo(journey, next).filter(({ step }) => inside.has(step));
  return { first, steps, next, leaving };
}

/** The first step that the step's ways come together at, along the way most customers take. */
function meeting(journey: Journey, first: StepId): StepId | null {
  const step = journey.steps[first];
  if (!step) return null;
  const targets = [...new Set(links(step).map(([, target]) => target))];
  if (targets.length === 0) return null;
  if (targets.length === 1) return targets[0] ?? null;
  const ways = targets.map((target) => downFrom(journey, target, first));
  const main = links(step).find(([outlet]) => outlet === mainOutlet(step))?.[1];
  const governs = governed(journey, first);
  const order = main === undefined ? [] : downFrom(journey, main, first);
  const open = ways.filter((way) => goesOn(journey, way, governs, ways));
  const shared = order.find((id) => open.length > 1 && open.every((way) => way.includes(id)));
  if (shared !== undefined) return shared;
  const outside = [...order, ...ways.flat()].find((id) => !governs.has(id));
  return outside ?? null;
}

/** Whether a way leads out of what the step governs, or meets another way. */
function goesOn(
  journey: Journey,
  way: readonly StepId[],
  governs: ReadonlySet<StepId>,
  ways: readonly (readonly StepId[])[],
): boolean {
  const others = ways.filter((other) => other !== way);
  return way.some(
    (id) => !governs.has(id) || (journey.steps[id] && others.some((other) => other.includes(id))),
  );
}

/** The steps from here on, breadth first, without coming back to `before`. */
function downFrom(journey: Journey, from: StepId, before: StepId): StepId[] {
  const found: StepId[] = [];
  const seen = new Set<StepId>([before]);
  const waiting = [from];
  for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
    const step = journey.steps[id];
    if (seen.has(id) || !step) continue;
    seen.add(id);
    found.push(id);
    for (const [, target] of links(step)) waiting.push(target);
  }
  return found;
}
