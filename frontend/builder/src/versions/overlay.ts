/** Differences as colours over the journey. */

import type { Change, Changes } from "@/model/diff";
import { linkKey, type OnLink, type OnStep, type Overlay, type Tone } from "@/state/overlay";

const TONES: Readonly<Record<Change, { tone: Tone; text: string }>> = {
  added: { tone: "good", text: "new" },
  removed: { tone: "bad", text: "gone" },
  changed: { tone: "warn", text: "changed" },
  relinked: { tone: "accent", text: "leads elsewhere" },
};

export function differenceOverlay(owner: string, changes: Changes): Overlay {
  const steps = new Map<string, OnStep>(
    changes.steps.map(({ step, change }) => {
      const { tone, text } = TONES[change];
      return [step, { tone, marks: [{ text, tone }] }];
    }),
  );
  const links = new Map<string, OnLink>(
    changes.links.map(({ step, outlet }) => [linkKey(step, outlet), { tone: "warn" as const }]),
  );
  const there = changes.steps.find(({ change }) => change !== "removed");
  return { owner, steps, links, ...(there && { look: there.step }) };
}
