/** Moving a step, with all its ways down to where they meet, to another link. */

import { freshId } from "@/definition/ids";
import { type LinkRef, linksTo, targetOf, withLinks } from "@/definition/links";
import type { Journey, Step, StepId } from "@/definition/types";
import { blockOf } from "./block";
import { withSteps } from "./order";
import { type Pruned, pruned } from "./pruning";

/** Tells of a link, with those `beside` it, whether something would change if the step were dropped
 * there. */
export function movable(
  journey: Journey,
  id: StepId,
): (link: LinkRef, beside?: readonly LinkRef[]) => boolean {
  const inside = new Set(blockOf(journey, id).steps);
  return (link, beside = []) => {
    const target = targetOf(journey, link);
    const outside = [link, ...beside].some(({ step }) => !inside.has(step));
    return outside && target !== undefined && target !== id;
  };
}

/**
 * The step on the link, and on those `beside` it, which lead to the same step: above where ways meet
 * all of them go through it, also those it comes from. Undefined when it cannot be moved there.
 */
export function moved(
  journey: Journey,
  id: StepId,
  link: LinkRef,
  beside: readonly LinkRef[] = [],
): Pruned | undefined {
  if (!movable(journey, id)(link, beside)) return undefined;
  const block = blockOf(journey, id);
  const inside = new Set(block.steps);
  let after = journey;
  const arriving = linksTo(journey, id).filter(({ step }) => !inside.has(step));
  if (block.next === null) {
    const end = freshId("end", journey.steps);
    after = withSteps(after, { [end]: { type: "exit" } }, arriving[0]?.step ?? id);
    after = withLinks(after, arriving, end);
  } else {
    after = withLinks(after, arriving, block.next);
  }
  const target = targetOf(journey, link);
  const outside = [link, ...beside].filter(({ step }) => !inside.has(step));
  const joining = beside.length > 0 && block.next === target ? arriving : [];
  const on = [...outside, ...joining];
  const [first] = outside;
  if (first === undefined || target === undefined) return undefined;
  after = withLinks(withLinks(after, block.leaving, target), on, id);
  const steps: Record<StepId, Step> = Object.fromEntries(
    block.steps.flatMap((step) => {
      const found = after.steps[step];
      return found ? [[step, found]] : [];
    }),
  );
  const result = pruned(journey, withSteps(after, steps, (outside.at(-1) ?? first).step));
  // Where a loop comes back into the middle of what is moved, the link may be cut off by the move.
  return targetOf(result.journey, first) === id ? result : undefined;
}
