/**
 * Whether a draft can be drawn at all. A draft may be anything somebody has typed as YAML; what the
 * canvas needs is the skeleton, steps of known types, each with links that are texts; and that what
 * is there is of the kind it should be. Whatever else is missing can be drawn as missing.
 */

import { links } from "./links";
import { faultOf } from "./shapes";
import type { Journey, Step, StepTypeName } from "./types";

const TYPES: ReadonlySet<string> = new Set<StepTypeName>([
  "email",
  "in_app",
  "survey",
  "task",
  "approve",
  "webhook",
  "notify",
  "update",
  "enroll",
  "wait",
  "branch",
  "split",
  "go_to",
  "exit",
]);

/** The draft as a journey, or why it can only be shown as text. */
export function drawable(draft: unknown): { journey: Journey } | { because: string } {
  if (!isObject(draft)) return { because: "It is not a journey." };
  if (!isObject(draft.steps) || Object.keys(draft.steps).length === 0)
    return { because: "It has no steps." };
  if (!leads(draft.steps, draft.start)) return { because: "It does not say where it starts." };
  if (!isObject(draft.entry)) return { because: "It does not say who enters." };
  for (const [id, step] of Object.entries(draft.steps)) {
    if (!isObject(step) || typeof step.type !== "string" || !TYPES.has(step.type))
      return { because: `The step “${id}” has no type that is known.` };
    if (!hasLinks(draft.steps, step))
      return { because: `The step “${id}” does not say where it leads.` };
  }
  const fault = faultOf(draft);
  if (fault) return { because: `What stands at “${fault.path}” is not ${fault.wanted}.` };
  return { journey: draft as unknown as Journey };
}

/** A step that is not there yet can be drawn as missing; what every object has is no step. */
const leads = (steps: object, target: unknown): boolean =>
  typeof target === "string" && (Object.hasOwn(steps, target) || !(target in steps));

function hasLinks(steps: object, step: Record<string, unknown>): boolean {
  try {
    return links(step as unknown as Step).every(
      ([outlet, target]) => typeof outlet === "string" && leads(steps, target),
    );
  } catch {
    return false;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
