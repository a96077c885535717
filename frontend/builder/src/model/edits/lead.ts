/** Leading a link on to a step that is there already: ways meet again, or go back. */

import { type LinkRef, linksFrom, targetOf, withLinks } from "@/definition/links";
import type { Journey, StepId } from "@/definition/types";
import { type Pruned, pruned } from "./pruning";

/** Where the link could lead as well: in the order the steps are written, those after it first. */
export function otherTargets(journey: Journey, link: LinkRef): StepId[] {
  const now = targetOf(journey, link);
  const all = Object.keys(journey.steps);
  const next = all.indexOf(link.step) + 1;
  return [...all.slice(next), ...all.slice(0, next)].filter((id) => id !== link.step && id !== now);
}

/** The link, and those `beside` it, lead to the step. Undefined when there is no such link or step. */
export function led(
  journey: Journey,
  link: LinkRef,
  target: StepId,
  beside: readonly LinkRef[] = [],
): Pruned | undefined {
  const known = linksFrom(journey, link.step).some(([outlet]) => outlet === link.outlet);
  if (!known || !Object.hasOwn(journey.steps, target)) return undefined;
  return pruned(journey, withLinks(journey, [link, ...beside], target));
}
