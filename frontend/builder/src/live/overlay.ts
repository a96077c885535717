/** Counts of real customers over the journey. */

import type { StepTraffic, Traffic } from "@/api/traffic";
import { linkKey, type OnLink, type OnStep, type Overlay, type Tone } from "@/state/overlay";

export type Layer = "here" | "passed" | "failed" | "converted";

const grouped = new Intl.NumberFormat("en");

const SHOWN: Readonly<
  Record<
    Layer,
    readonly { count: (step: StepTraffic) => number; word: string; tone: Tone; layer: string }[]
  >
> = {
  here: [
    { count: (step) => step.here, word: "here", tone: "accent", layer: "here" },
    { count: (step) => step.in_trouble, word: "in trouble", tone: "bad", layer: "here" },
  ],
  passed: [{ count: (step) => step.passed, word: "went on", tone: "calm", layer: "passed" }],
  failed: [
    { count: (step) => step.failed, word: "failed", tone: "bad", layer: "failed" },
    { count: (step) => step.skipped, word: "left out", tone: "warn", layer: "skipped" },
  ],
  converted: [
    { count: (step) => step.converted, word: "reached the goal", tone: "good", layer: "converted" },
  ],
};

/** `open` shows who they are. */
export function trafficOverlay(
  owner: string,
  found: Traffic,
  layer: Layer,
  open: (step: string, layer: string) => void,
): Overlay {
  const steps = new Map<string, OnStep>();
  const links = new Map<string, OnLink>();
  for (const [step, counts] of Object.entries(found.steps)) {
    const marks = SHOWN[layer]
      .map((each) => ({ ...each, value: each.count(counts) }))
      .filter(({ value }) => value > 0)
      .map(({ value, word, tone, layer: which }) => ({
        text: `${grouped.format(value)} ${word}`,
        tone,
        title: "Show who they are",
        open: () => open(step, which),
      }));
    if (marks.length > 0) steps.set(step, { marks });
    for (const [outlet, count] of Object.entries(counts.links))
      if (count > 0) links.set(linkKey(step, outlet), { text: grouped.format(count) });
  }
  return { owner, steps, links };
}
