import type { Journey, StepId } from "@/definition/types";

/** In days from entry, with fractions; null: nobody can say. */
export interface Reach {
  earliest: number | null;
  typical: number | null;
}

export function ruler(_journey: Journey): Record<StepId, Reach> {
  return {};
}
