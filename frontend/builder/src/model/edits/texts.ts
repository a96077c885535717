/** Texts of the journey: which step sends one, another name for it, and one less. */

import { misnamed } from "@/definition/ids";
import type { Journey, Step, StepId } from "@/definition/types";
import { templatesOf, withTemplates } from "./pruning";
import { withReminder } from "./surveys";

/** The step that sends the text; be it only when another cannot be filled in. */
export function senderOf(journey: Journey, key: string): Step | undefined {
  const steps = Object.entries(journey.steps);
  const sends = ([, step]: [StepId, Step]) => "template" in step && step.template === key;
  const found = steps.find(sends) ?? steps.find(([id]) => templatesOf(journey, id).includes(key));
  return found?.[1];
}

/** Why the text cannot be called so; null when it can. */
export function textRefusal(journey: Journey, key: string, wanted: string): string | null {
  if (wanted === key) return null;
  const taken = Object.hasOwn(journey.templates ?? {}, wanted);
  return misnamed(wanted) ?? (taken ? "Another text is called so." : null);
}

/** The text under another name, for every step that uses it. */
export function withTextRenamed(journey: Journey, key: string, wanted: string): Journey {
  const { templates = {} } = journey;
  if (wanted === key || !Object.hasOwn(templates, key)) return journey;
  if (textRefusal(journey, key, wanted) !== null) return journey;
  const name = (text: string) => (text === key ? wanted : text);
  const steps = Object.entries(journey.steps).map(([id, step]): [StepId, Step] => [
    id,
    templatesOf(journey, id).includes(key) ? withTexts(step, name) : step,
  ]);
  const renamed = Object.entries(templates).map(([text, content]) => [name(text), content]);
  return withTemplates(
    { ...journey, steps: Object.fromEntries(steps) },
    Object.fromEntries(renamed),
  );
}

/** The journey without a text that no step uses. */
export function withoutText(journey: Journey, key: string): Journey {
  if (senderOf(journey, key)) return journey;
  const { [key]: _, ...rest } = journey.templates ?? {};
  return withTemplates(journey, rest);
}

function withTexts(step: Step, name: (text: string) => string): Step {
  if (!("template" in step)) return step;
  const { missing } = step;
  return {
    ...step,
    template: name(step.template),
    ...(typeof missing === "object" ? { missing: { template: name(missing.template) } } : {}),
    ...withReminder(step, name),
  };
}
