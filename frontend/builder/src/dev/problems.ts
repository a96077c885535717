/** Findings for some journeys, to see how they look. */

import type { Problem } from "../model/problem";

export function problemsOf(journey: string): Problem[] {
  return FOUND[journey] ?? [];
}

const FOUND: Readonly<Record<string, Problem[]>> = {
  "first-mail": [
    {
      code: "unknown_role",
      severity: "warning",
      step: "welcome",
      path: "steps.welcome.to.role",
      message: "No contact holds the role “champion” so far.",
      hint: "Give it to somebody.",
    },
    {
      code: "unknown_trait",
      severity: "warning",
      step: "welcome",
      path: "steps.welcome.skip_when.trait",
      message: "Nobody has ever sent the trait “seats” of an account.",
      hint: "Check how it is spelt where it is sent from.",
    },
    {
      code: "unreachable_step",
      severity: "warning",
      step: "welcome",
      path: "steps.welcome",
      message: "No step that is reached leads here.",
      hint: "Lead a way here, or remove it.",
    },
  ],
  "a-call": [
    {
      code: "unknown_outcome",
      severity: "blocking",
      step: "call",
      path: "steps.call.outcomes.1",
      message: "An answer of a task is written twice.",
      hint: "Call it otherwise.",
    },
  ],
};
