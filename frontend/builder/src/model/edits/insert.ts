/** Adding a step: it is put on a link, so that what is there stays wired at every moment. */

import { freshId } from "@/definition/ids";
import { type LinkRef, linksTo, targetOf, withLinks } from "@/definition/links";
import type { Journey, Step, StepId, Template } from "@/definition/types";
import { withSteps } from "./order";
import { pruned } from "./pruning";

export interface Inserted {
  journey: Journey;
  id: StepId;
  /** Steps that nothing leads to any more, and that are gone: after an end was put before them. */
  lost: readonly StepId[];
}

/** What makes a step for its place: see `steps/kind.ts`. */
export interface Maker {
  stem: string;
  make: (making: { journey: Journey; id: StepId; from: StepId; next: StepId }) => {
    step: Step;
    templates?: Record<string, Template>;
  };
}

/** Of the steps these links leave, the one that is written last: what they lead to stands below all. */
export function lastWritten(journey: Journey, links: readonly LinkRef[]): StepId {
  const order = Object.keys(journey.steps);
  const from = links.map(({ step }) => step);
  return from.reduce((one, other) => (order.indexOf(other) > order.indexOf(one) ? other : one));
}

/** A message that is for nobody yet goes to whom the nearest above it goes, else any of the journey. */
function addressed(journey: Journey, step: Step, on: readonly LinkRef[]): Step {
  if (!isMessage(step)) return step;
  const above = new Set(on.map((link) => link.step));
  // A set that grows is walked to its end.
  for (const id of above) for (const link of linksTo(journey, id)) above.add(link.step);
  const steps = [...[...above].map((id) => journey.steps[id]), ...Object.values(journey.steps)];
  const to = steps.find(isMessage)?.to;
  return to ? { ...step, to } : step;
}

const isMessage = (step: Step | undefined) => step !== undefined && "template" in step;

/** A new step on the link, and on those `beside` it. Undefined when there is no such link. */
export function inserted(
  journey: Journey,
  link: LinkRef,
  maker: Maker,
  beside: readonly LinkRef[] = [],
): Inserted | undefined {
  const next = targetOf(journey, link);
  if (next === undefined) return undefined;
  const id = freshId(maker.stem, { ...journey.templates, ...journey.steps });
  const made = maker.make({ journey, id, from: link.step, next });
  const on = [link, ...beside];
  const grown = withSteps(
    journey,
    { [id]: addressed(journey, made.step, on) },
    lastWritten(journey, on),
  );
  const linked = withLinks(grown, on, id);
  const worded = made.templates
    ? { ...linked, templates: { ...linked.templates, ...made.templates } }
    : linked;
  return { id, ...pruned(journey, worded) };
}
