/**
 * Another id for a step, everywhere it is named: links, conditions, scenarios. A text that is called
 * as the step is comes along.
 */

import { misnamed } from "@/definition/ids";
import { redirected } from "@/definition/links";
import type { Journey, Scenario, StepId } from "@/definition/types";
import { withReferences } from "./references";
import { withTextRenamed } from "./texts";

/** Why the step cannot be called so; null when it can. */
export function refusal(journey: Journey, id: StepId, wanted: StepId): string | null {
  if (wanted === id) return null;
  const taken = Object.hasOwn(journey.steps, wanted);
  return misnamed(wanted) ?? (taken ? "Another step is called so." : null);
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
  const after = {
    ...withReferences({ ...linked, steps: {} }, name),
    steps,
    ...(scenarios ? { scenarios: scenarios.map((each) => inScenario(each, name)) } : {}),
  };
  const step = journey.steps[id];
  return step && "template" in step && step.template === id
    ? withTextRenamed(after, id, wanted)
    : after;
}

/** Scenarios name steps by what happens to them, and by what is expected of them. */
function inScenario(scenario: Scenario, name: (step: StepId) => StepId): Scenario {
  const named = <T extends object>(parts: readonly T[], keys: readonly string[]): T[] =>
    parts.map(
      (part) =>
        Object.fromEntries(
          Object.entries(part).map(([key, value]) => [
            key,
            keys.includes(key) && typeof value === "string" ? name(value) : value,
          ]),
        ) as T,
    );
  return {
    ...scenario,
    ...(scenario.happens ? { happens: named(scenario.happens, HAPPENS_TO) } : {}),
    expect: named(scenario.expect, EXPECTED_OF),
  };
}

const HAPPENS_TO = ["message", "task", "survey"];
const EXPECTED_OF = ["sends", "asks", "reaches", "never"];
