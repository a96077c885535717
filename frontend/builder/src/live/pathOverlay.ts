/** The way one customer has taken, lit up, with what became of each message. */

import type { Path, Visit } from "@/api/enrollments";
import type { StepId } from "@/definition/types";
import { linkKey, type OnLink, type OnStep, type Overlay, type Tone } from "@/state/overlay";

interface Mark {
  text: string;
  tone: Tone;
}

const FATES: Readonly<Record<string, Mark>> = {
  sent: { text: "sent", tone: "good" },
  skipped: { text: "left out", tone: "warn" },
  failed: { text: "failed", tone: "bad" },
  claimed: { text: "going out", tone: "calm" },
  queued: { text: "put off", tone: "calm" },
};

/** Who let them in, where nothing did that stands at the entry. Null: something did. */
export function letInBy({ enrollment }: Path): string | null {
  const by = enrollment.entered_by?.by;
  if (by === undefined || by === "event" || by === "schedule") return null;
  if (by === "audience") return "with an audience";
  return by === "journey" ? "from another journey" : "by hand or by a program";
}

/**
 * `start` is the first step of the journey on the canvas: whoever came to it first, came from the
 * entry, unless they were let in otherwise.
 */
export function pathOverlay(owner: string, path: Path, start: StepId): Overlay {
  const steps = new Map<StepId, OnStep>();
  const links = new Map<string, OnLink>();
  const first = path.visits[0]?.step ?? path.now?.step;
  if (first === start && !path.truncated && !letInBy(path))
    links.set(linkKey("", "next"), { lit: true });
  for (const visit of path.visits) {
    const before = steps.get(visit.step);
    const marks = [...(before?.marks ?? []), ...marksOf(visit)];
    steps.set(visit.step, { lit: true, marks });
    if (visit.outlet !== null) links.set(linkKey(visit.step, visit.outlet), { lit: true });
  }
  const here = path.now?.step;
  if (here != null) {
    const tone = path.now?.trouble ? "bad" : "accent";
    const text = path.now?.trouble ? "in trouble" : "here";
    const marks = [...(steps.get(here)?.marks ?? []), { text, tone } as const];
    steps.set(here, { lit: true, tone, marks });
  }
  return { owner, steps, links, ...(here != null && { look: here }) };
}

function marksOf({ message, task, visit }: Visit): Mark[] {
  const again = visit > 1 ? ` (${visit}.)` : "";
  const fate = message && FATES[message.status];
  // What is in the product is not yet seen.
  const shown = message?.in_product?.toLowerCase();
  if (shown) return [{ text: shown + again, tone: shown === "seen" ? "good" : "calm" }];
  if (fate) return [{ ...fate, text: fate.text + again }];
  if (task?.outcome) return [{ text: task.outcome.replaceAll("_", " ") + again, tone: "calm" }];
  return [];
}
