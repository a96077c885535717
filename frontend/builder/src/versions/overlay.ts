/** Differences as colours over the journey. */

import type { Comparison, StepChange } from "@/api/versions";
import { linkKey, type OnLink, type OnStep, type Overlay, type Tone } from "@/state/overlay";

const TONES: Readonly<Record<StepChange, { tone: Tone; text: string }>> = {
  added: { tone: "good", text: "new" },
  removed: { tone: "bad", text: "gone" },
  changed: { tone: "warn", text: "changed" },
  relinked: { tone: "accent", text: "leads elsewhere" },
};

export function differenceOverlay(owner: string, comparison: Comparison): Overlay {
  const steps = new Map<string, OnStep>(
    comparison.steps.map(({ step, change }) => {
      const { tone, text } = TONES[change];
      return [step, { tone, marks: [{ text, tone }] }];
    }),
  );
  const links = new Map<string, OnLink>(
    comparison.links.map(({ step, outlet }) => [linkKey(step, outlet), { tone: "warn" as const }]),
  );
  return { owner, steps, links };
}
