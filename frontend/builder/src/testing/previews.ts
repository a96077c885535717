/** What the server says would come of a publish, made up. */

import type { Comparison, DueDeed, Preview, StepPreview } from "@/api/versions";

const NONE = { certain: 0, at_most: 0 };

export function stepOf(step: string, changed: Partial<StepPreview> = {}): StepPreview {
  const kinds = ["retime", "continue", "move", "exit"] as const;
  return {
    version: 1,
    step,
    title: step,
    detail: null,
    customers: 1,
    change: "changed",
    fate: "continue",
    to: null,
    to_title: null,
    choices: kinds.map((kind) => ({
      kind,
      fate: kind === "retime" || kind === "continue" ? kind : null,
      words: `Words for ${kind}`,
      explained: `What ${kind} means at ${step}.`,
    })),
    default: "retime",
    due_before: NONE,
    due_after: NONE,
    ...changed,
  };
}

export function previewOf(steps: StepPreview[], changed: Partial<Preview> = {}): Preview {
  return {
    customers: steps.reduce((sum, each) => sum + each.customers, 0),
    moved: 0,
    staying: 0,
    continuing: steps.length,
    leaving: 0,
    kinds: [{ kind: "message", words: "Get a message", before: NONE, after: NONE }],
    deeds: [],
    entering: null,
    steps,
    targets: [],
    revision: 1,
    problems: [],
    ...changed,
  };
}

export const comparisonOf = (changed: Partial<Comparison> = {}): Comparison => ({
  readable: true,
  differences: [],
  steps: [],
  links: [],
  ...changed,
});

/** One that so many get with the plan as without it, of whom the first is named. */
export function deedOf(step: string, customers: number): DueDeed {
  const count = { certain: customers, at_most: customers };
  const at = "2026-12-01T09:00:00Z";
  return {
    step,
    kind: "message",
    title: step,
    detail: `“About ${step}”`,
    before: count,
    after: count,
    sample: [{ page: `/enrollments/of-${step}`, name: `Ada of ${step}`, at, certain: true }],
  };
}
