/** The plan of a publish as the dialog holds it: one fate for each step somebody may stand at. */

import type { Fate, Plan, StepPreview } from "@/api/versions";
import type { Journey, StepId } from "@/definition/types";
import { stepTitle } from "@/sentences/words";

export const REASON = "The journey was changed.";

/** As a choice of a select, and back. */
export const choiceOf = (fate: Fate | null): string => {
  if (fate === null) return "";
  if (typeof fate === "string") return fate;
  return "move" in fate ? `move:${fate.move}` : "exit";
};

export function fateOf(value: string, reason: string): Fate {
  if (value.startsWith("move:")) return { move: value.slice("move:".length) };
  return value === "exit" ? { exit: reason } : value === "retime" ? "retime" : "continue";
}

export interface Choice {
  value: string;
  words: string;
}

/** What may become of those who stand at the step. */
export function choicesFor(step: StepId, journey: Journey): { stay: Choice[]; move: Choice[] } {
  const here = Object.hasOwn(journey.steps, step);
  return {
    stay: [
      ...(here ? [{ value: "retime", words: "Stay at this step, on the new version" }] : []),
      { value: "continue", words: "Continue on their old version" },
      { value: "exit", words: "Leave the journey" },
    ],
    move: Object.keys(journey.steps)
      .filter((id) => id !== step)
      .map((id) => ({ value: `move:${id}`, words: stepTitle(journey, id) })),
  };
}

/** Where the plan says nothing, nobody loses anything: at a step that is gone one goes on as before. */
export function defaults(steps: readonly StepPreview[], plan: Plan): Plan {
  const open = steps
    .filter(({ fate }) => fate === null)
    .map(({ step }) => [step, "continue"] as const);
  if (open.length === 0) return plan;
  return { ...plan, fates: { ...plan.fates, ...Object.fromEntries(open) } };
}
