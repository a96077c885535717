/**
 * Sentences of steps, worked out once for as long as they cannot have changed: a large journey has
 * hundreds, and an edit changes one.
 */

import type { Journey, Step, StepId } from "@/definition/types";
import type { Names } from "@/sentences/names";
import { waySentence } from "@/sentences/outlets";
import { stepSentence } from "@/sentences/steps";
import { plain, type Sentence } from "@/sentences/words";

/** By what names are known, which is new when they have been asked for. */
const steps = new WeakMap<Names, WeakMap<Step, Sentence>>();
const outlets = new WeakMap<Step, Map<string, string>>();

/** Whether the words of a step are its own: they name no other step and no text of the journey. */
function standsAlone(step: Step): boolean {
  switch (step.type) {
    case "wait":
      return step.until === undefined || !("when" in step.until || "where" in step.until);
    case "task":
    case "webhook":
    case "notify":
    case "update":
    case "enroll":
    case "exit":
      return true;
    default:
      return false;
  }
}

export function sentenceOf(journey: Journey, id: StepId, names: Names): Sentence {
  const step = journey.steps[id];
  if (!step) return [];
  if (!standsAlone(step)) return stepSentence(journey, id, names);
  const kept = steps.get(names) ?? new WeakMap<Step, Sentence>();
  steps.set(names, kept);
  const known = kept.get(step);
  if (known) return known;
  const said = stepSentence(journey, id, names);
  kept.set(step, said);
  return said;
}

/** What is written on a link; empty when nothing is. */
export function wordsOf(journey: Journey, id: StepId, outlet: string, names: Names): string {
  const step = journey.steps[id];
  if (!step) return "";
  // Only a branch asks about other steps, and for what has a name, by its ways.
  if (step.type === "branch") return plain(waySentence(journey, id, outlet, names) ?? []);
  const known = outlets.get(step) ?? new Map<string, string>();
  outlets.set(step, known);
  const said = known.get(outlet) ?? plain(waySentence(journey, id, outlet) ?? []);
  known.set(outlet, said);
  return said;
}
