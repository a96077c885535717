/** Taking away what an edit has left without a way to it. */

import type { Journey, StepId, Template } from "@/definition/types";
import { reached } from "../reach";

export interface Pruned {
  journey: Journey;
  /** The steps that are gone because nothing leads to them any more. */
  lost: readonly StepId[];
}

/**
 * Steps that were reached before the edit, or came with it, and are not reached after it go, with
 * the texts only they used.
 */
export function pruned(before: Journey, after: Journey): Pruned {
  const still = reached(after);
  const once = reached(before);
  const isNew = (id: StepId) => !Object.hasOwn(before.steps, id);
  const gone = Object.keys(after.steps).filter(
    (id) => !still.has(id) && (once.has(id) || isNew(id)),
  );
  return { journey: without(after, gone), lost: gone.filter((id) => !isNew(id)) };
}

/** The journey without these steps and without the templates that only they used. */
export function without(journey: Journey, gone: Iterable<StepId>): Journey {
  const lost = new Set(gone);
  if (lost.size === 0) return journey;
  const steps = Object.fromEntries(Object.entries(journey.steps).filter(([id]) => !lost.has(id)));
  const freed = new Set([...lost].flatMap((id) => templatesOf(journey, id)));
  for (const id of Object.keys(steps))
    for (const key of templatesOf(journey, id)) freed.delete(key);
  const changed = { ...journey, steps };
  return freed.size === 0 ? changed : withTemplates(changed, omit(journey.templates ?? {}, freed));
}

/** The keys of the templates a step uses. */
export function templatesOf(journey: Journey, id: StepId): string[] {
  const step = journey.steps[id];
  if (!step || !("template" in step)) return [];
  const instead = typeof step.missing === "object" ? [step.missing.template] : [];
  const again = step.type === "survey" && step.remind?.template ? [step.remind.template] : [];
  return [step.template, ...instead, ...again];
}

/** With these templates, and without the key when there are none. */
export function withTemplates(journey: Journey, templates: Record<string, Template>): Journey {
  if (Object.keys(templates).length > 0) return { ...journey, templates };
  const { templates: _, ...rest } = journey;
  return rest;
}

function omit<T>(record: Readonly<Record<string, T>>, keys: ReadonlySet<string>) {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.has(key)));
}
