/** Taking a step out, and what becomes of the links to it. */

import { freshId } from "@/definition/ids";
import { links, mainOutlet, redirected } from "@/definition/links";
import type { Journey, StepId } from "@/definition/types";
import { governed } from "../reach";
import { withSteps } from "./order";
import { type Pruned, pruned, without } from "./pruning";

/**
 * - `heal`: what led to the step leads to where its main way went;
 * - `following`: the step goes with everything that only it leads to, and the journey ends there;
 * - `to`: what led to the step leads to another step.
 */
export type Removal = { how: "heal" } | { how: "following" } | { how: "to"; step: StepId };

/** Whether the links around the step can simply be joined. */
export function healsTo(journey: Journey, id: StepId): StepId | undefined {
  const step = journey.steps[id];
  if (!step) return undefined;
  const main = mainOutlet(step);
  const ways = links(step);
  const first = ways.find(([outlet]) => outlet === main)?.[1];
  const target = first !== id ? first : ways.find(([, to]) => to !== id)?.[1];
  return target !== undefined && Object.hasOwn(journey.steps, target) ? target : undefined;
}

/** `lost`: the steps that go with it. Undefined when it cannot be removed in this way. */
export function removed(journey: Journey, id: StepId, removal: Removal): Pruned | undefined {
  switch (removal.how) {
    case "heal": {
      const target = healsTo(journey, id);
      return target === undefined ? undefined : led(journey, id, target);
    }
    case "to":
      return removal.step === id || !Object.hasOwn(journey.steps, removal.step)
        ? undefined
        : led(journey, id, removal.step);
    case "following":
      return ended(journey, id);
  }
}

/** Several taken out, one after the other. `lost`: what goes with them beside themselves. */
export function removedAll(journey: Journey, ids: readonly StepId[], removal: Removal): Pruned {
  const lost = new Set<StepId>();
  const rest = ids.reduce((changed, id) => {
    if (!Object.hasOwn(changed.steps, id)) return changed;
    const next = removed(changed, id, removal);
    for (const each of next?.lost ?? []) lost.add(each);
    return next?.journey ?? changed;
  }, journey);
  return { journey: rest, lost: [...lost].filter((id) => !ids.includes(id)) };
}

/** The steps that an edit has taken away. */
export const goneFrom = (before: Journey, after: Journey): ReadonlySet<StepId> =>
  new Set(Object.keys(before.steps).filter((id) => !Object.hasOwn(after.steps, id)));

function led(journey: Journey, id: StepId, target: StepId): Pruned {
  const after = without(redirected(journey, id, target), [id]);
  return pruned(journey, after);
}

function ended(journey: Journey, id: StepId): Pruned {
  const gone = governed(journey, id);
  const end = freshId("end", journey.steps);
  const grown = withSteps(journey, { [end]: { type: "exit" } }, id);
  const after = without(redirected(grown, id, end), gone);
  const rest = pruned(journey, after);
  return {
    journey: rest.journey,
    lost: [...[...gone].filter((step) => step !== id), ...rest.lost],
  };
}
