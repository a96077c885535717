/**
 * Whether a draft can be drawn at all. A draft may be anything somebody has typed as YAML; what the
 * canvas needs is only the skeleton: steps of known types, each with links that are texts.
 */

import { links } from "./links";
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
  if (typeof draft.start !== "string") return { because: "It does not say where it starts." };
  if (!isObject(draft.entry)) return { because: "It does not say who enters." };
  if (draft.templates !== undefined && !isObject(draft.templates))
    return { because: "Its templates cannot be read." };
  for (const [id, step] of Object.entries(draft.steps)) {
    if (!isObject(step) || typeof step.type !== "string" || !TYPES.has(step.type))
      return { because: `The step “${id}” has no type that is known.` };
    if (!hasLinks(step)) return { because: `The step “${id}” does not say where it leads.` };
  }
  return { journey: draft as unknown as Journey };
}

function hasLinks(step: Record<string, unknown>): boolean {
  try {
    return links(step as unknown as Step).every(
      ([outlet, target]) => typeof outlet === "string" && typeof target === "string",
    );
  } catch {
    return false;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
