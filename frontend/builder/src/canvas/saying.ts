/**
 * Sentences of steps, worked out once for as long as they cannot have changed: a large journey has
 * hundreds, and an edit changes one.
 */

import { leavesOf } from "@/definition/conditions";
import type { BranchStep, Journey, Step, StepId } from "@/definition/types";
import type { Names } from "@/sentences/names";
import { waySentence } from "@/sentences/outlets";
import { stepSentence } from "@/sentences/steps";
import { plain, type Sentence } from "@/sentences/words";

/** By what names are known, which is new when they have been asked for. */
function keeping<T>(): (names: Names, step: Step, key: string, say: () => T) => T {
  const kept = new WeakMap<Names, WeakMap<Step, Map<string, T>>>();
  return (names, step, key, say) => {
    const steps = kept.get(names) ?? new WeakMap<Step, Map<string, T>>();
    kept.set(names, steps);
    const all = steps.get(step) ?? new Map<string, T>();
    steps.set(step, all);
    const known = all.get(key) ?? say();
    all.set(key, known);
    return known;
  };
}

const sentences = keeping<Sentence>();
const ways = keeping<string>();

/** Whether the words of a step are its own: they name no other step and no text of the journey. */
function standsAlone(step: Step): boolean {
  switch (step.type) {
    case "wait":
      return step.until == null || !("when" in step.until || "where" in step.until);
    case "branch":
      return !asksForSteps(step);
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

const asksForSteps = ({ cases }: BranchStep): boolean =>
  cases.some(({ when }) => leavesOf(when).some((leaf) => "message" in leaf || "task" in leaf));

export function sentenceOf(journey: Journey, id: StepId, names: Names): Sentence {
  const step = journey.steps[id];
  if (!step) return [];
  const say = () => stepSentence(journey, id, names);
  return standsAlone(step) ? sentences(names, step, "", say) : say();
}

/** What is written on a link; empty when nothing is. */
export function wordsOf(journey: Journey, id: StepId, outlet: string, names: Names): string {
  const step = journey.steps[id];
  if (!step) return "";
  const say = () => plain(waySentence(journey, id, outlet, names) ?? []);
  return step.type === "branch" && asksForSteps(step) ? say() : ways(names, step, outlet, say);
}
