/** The way a walk has taken, lit up. */

import type { Walk } from "@/api/walk";
import { linkKey, type OnLink, type OnStep, type Overlay } from "@/state/overlay";

export function walkOverlay(owner: string, walked: Walk): Overlay {
  const steps = new Map<string, OnStep>();
  const links = new Map<string, OnLink>();
  for (const step of walked.visited) steps.set(step, { lit: true });
  for (const { step, outlet } of walked.links) links.set(linkKey(step, outlet), { lit: true });
  const { waiting } = walked;
  if (waiting)
    steps.set(waiting.step, {
      lit: true,
      tone: "accent",
      marks: [{ text: "here", tone: "accent" }],
    });
  return { owner, steps, links };
}
