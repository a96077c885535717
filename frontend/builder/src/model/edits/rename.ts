/** Another id for a step, everywhere it is named: links, conditions, scenarios. */

import { redirected } from "@/definition/links";
import type { Journey, StepId } from "@/definition/types";
import { withReferences } from "./references";

const ID = /^[a-z0-9][a-z0-9_-]{0,62}$/;

/** Why the step cannot be called so; null when it can. */
export function refusal(journey: Journey, id: StepId, wanted: StepId): string | null {
  if (wanted === id) return null;
  if (!ID.test(wanted))
    return "Lower-case letters, digits, - and _; it begins with one of the former.";
  return Object.hasOwn(journey.steps, wanted) ? "Another step is called so." : null;
}

export function renamed(journey: Journey, id: StepId, wanted: StepId): Journey {
  if (wanted === id || refusal(journey, id, wanted) !== null) return journey;
  const name = (step: StepId) => (step === id ? wanted : step);
  const linked = redirected(journey, id, wanted);
  const steps = Object.fromEntries(
    Object.entries(linked.steps).map(([step, content]) => [
      name(step),
      withReferences(content, name),
    ]),
  );
  const { scenarios } = journey;
  return {
    ...withReferences({ ...linked, steps: {} }, name),
    steps,
    ...(scenarios ? { scenarios: inScenarios(scenarios, name) } : {}),
  };
}

/** Scenarios name steps by what happens to them, and by what is expected of them. */
function inScenarios<T>(part: T, name: (step: StepId) => StepId): T {
  const keys = new Set(["message", "task", "survey", "sends", "asks", "reaches", "never"]);
  const walk = (value: unknown, key?: string): unknown => {
    if (Array.isArray(value)) return value.map((each) => walk(each));
    if (typeof value === "string") return key && keys.has(key) ? name(value) : value;
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([inner, each]) => [inner, walk(each, inner)]),
    );
  };
  return walk(part) as T;
}
