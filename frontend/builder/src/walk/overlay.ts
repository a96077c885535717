/** The way a walk has taken, lit up. */

import type { Line, Walk } from "@/api/walk";
import { linkKey, type OnLink, type OnStep, type Overlay } from "@/state/overlay";

export function walkOverlay(owner: string, walked: Walk): Overlay {
  const steps = new Map<string, OnStep>();
  const links = new Map<string, OnLink>();
  links.set(linkKey("", "next"), { lit: true });
  for (const line of walked.lines) {
    if (line.step !== null) steps.set(line.step, { lit: true });
    if (line.to !== null) steps.set(line.to, { lit: true });
    if (line.step !== null && line.outlet !== null)
      links.set(linkKey(line.step, line.outlet), { lit: true });
  }
  const { waiting } = walked;
  if (waiting)
    steps.set(waiting.step, {
      lit: true,
      tone: "accent",
      marks: [{ text: "here", tone: "accent" }],
    });
  return { owner, steps, links };
}

/** The messages that went out. */
export const messagesOf = (lines: readonly Line[]) => lines.flatMap((line) => line.message ?? []);
