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
  const links = new Map<string, OnLink>();
  for (const { step, outlet, after, gone } of changes.links) {
    const tone = gone.length > 0 ? "bad" : "warn";
    const text = gone.length > 0 ? `gone: ${gone.map((title) => `“${title}”`).join(", ")}` : "";
    links.set(linkKey(step, outlet), { tone, ...(text && { text, title: text }) });
    // What is gone with its way is said where the way began.
    const on = steps.get(step);
    if (text && after === null && on) on.marks = [...(on.marks ?? []), { text, tone }];
  }
  const there = changes.steps.find(({ change }) => change !== "removed");
  return { owner, steps, links, ...(there && { look: there.step }) };
}
