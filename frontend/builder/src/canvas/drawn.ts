/** What of the journey is drawn as lines: jumps are chips, and folded branches are one line. */

import { ENTRY, linksFrom } from "@/definition/links";
import type { Journey, StepId } from "@/definition/types";
import { blockOf } from "@/model/edits/block";
import type { Flow } from "@/model/graph";
import { reachedFrom } from "@/model/reach";

/** The outlet of a folded step: all its ways at once. */
export const FOLDED = "…";

export interface Drawn extends Flow {
  /** How many steps each folded step hides. */
  hidden: ReadonlyMap<StepId, number>;
}

export function drawnOf(journey: Journey, folded: ReadonlySet<StepId>): Drawn {
  const hidden = new Map<StepId, number>();
  const gone = new Set<StepId>();
  const below = new Map<StepId, StepId | null>();
  for (const step of Object.keys(journey.steps)) {
    if (!folded.has(step) || gone.has(step)) continue;
    const block = blockOf(journey, step);
    if (block.steps.length < 2) continue;
    for (const each of block.steps) if (each !== step) gone.add(each);
    hidden.set(step, block.steps.length - 1);
    below.set(step, block.next);
  }
  const otherwise = withoutJumps(journey);
  return {
    hidden,
    steps: Object.keys(journey.steps).filter((step) => !gone.has(step)),
    links: (step) => {
      const next = below.get(step);
      if (next !== undefined) return next === null ? [] : [[FOLDED, next]];
      // A jump to what other links lead to as well needs no line: its chip says where.
      const jump = step !== ENTRY && journey.steps[step]?.type === "go_to";
      return linksFrom(journey, step).filter(([, target]) => !jump || !otherwise.has(target));
    },
  };
}

/** How many steps on its ways can be folded. */
export const foldable = (journey: Journey, id: StepId): number =>
  blockOf(journey, id).steps.length - 1;

/** The folded steps that hide it. */
export function hiding(journey: Journey, folded: ReadonlySet<StepId>, id: StepId): StepId[] {
  return [...folded].filter(
    (step) =>
      step !== id &&
      Object.hasOwn(journey.steps, step) &&
      blockOf(journey, step).steps.includes(id),
  );
}

function withoutJumps(journey: Journey): ReadonlySet<StepId> {
  const steps = Object.entries(journey.steps);
  if (!steps.some(([, step]) => step.type === "go_to")) return new Set();
  const walking = Object.fromEntries(
    steps.map(([id, step]) => [id, step.type === "go_to" ? ({ type: "exit" } as const) : step]),
  );
  return reachedFrom({ ...journey, steps: walking }, [journey.start]);
}
