/** Moving a step, with all its ways down to where they meet, to another link. */

import { freshId } from "@/definition/ids";
import { type LinkRef, linksTo, targetOf, withLink, withLinks } from "@/definition/links";
import type { Journey, Step, StepId } from "@/definition/types";
import { blockOf } from "./block";
import { withSteps } from "./order";
import { type Pruned, pruned } from "./pruning";

/** Whether something would change if the step were dropped on the link. */
export function movable(journey: Journey, id: StepId, link: LinkRef): boolean {
  const block = blockOf(journey, id);
  if (block.steps.includes(link.step)) return false;
  const target = targetOf(journey, link);
  return target !== undefined && target !== id;
}

/** Undefined when it cannot be moved there. */
export function moved(journey: Journey, id: StepId, link: LinkRef): Pruned | undefined {
  if (!movable(journey, id, link)) return undefined;
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
  const target = targetOf(after, link);
  if (target === undefined) return undefined;
  after = withLink(withLinks(after, block.leaving, target), link, id);
  const steps: Record<StepId, Step> = Object.fromEntries(
    block.steps.flatMap((step) => {
      const found = after.steps[step];
      return found ? [[step, found]] : [];
    }),
  );
  const result = pruned(journey, withSteps(after, steps, link.step));
  // Where a loop comes back into the middle of what is moved, the link may be cut off by the move.
  return targetOf(result.journey, link) === id ? result : undefined;
}
