/** Counts of real customers over the journey. */

import type { StepTraffic, Traffic } from "@/api/traffic";
import { ENTRY } from "@/definition/links";
import { linkKey, type OnLink, type OnStep, type Overlay, type Tone } from "@/state/overlay";

export type Layer = "here" | "passed" | "failed" | "converted";

/** Whom a count counts, as the page that lists them takes it. */
export interface Counted {
  layer: "here" | "passed" | "skipped" | "failed" | "converted";
  /** Only those who are there and in trouble. */
  state?: "trouble";
}

const grouped = new Intl.NumberFormat("en");

const IN_TROUBLE: Counted = { layer: "here", state: "trouble" };

const SHOWN: Readonly<
  Record<
    Layer,
    readonly { count: (step: StepTraffic) => number; word: string; tone: Tone; of: Counted }[]
  >
> = {
  here: [
    { count: (step) => step.here, word: "here", tone: "accent", of: { layer: "here" } },
    { count: (step) => step.in_trouble, word: "in trouble", tone: "bad", of: IN_TROUBLE },
  ],
  passed: [
    { count: (step) => step.passed, word: "went on", tone: "calm", of: { layer: "passed" } },
  ],
  failed: [
    { count: (step) => step.failed, word: "failed", tone: "bad", of: { layer: "failed" } },
    { count: (step) => step.skipped, word: "left out", tone: "warn", of: { layer: "skipped" } },
  ],
  converted: [
    {
      count: (step) => step.converted,
      word: "reached the goal",
      tone: "good",
      of: { layer: "converted" },
    },
  ],
};

/** `open` shows who they are. */
export function trafficOverlay(
  owner: string,
  found: Traffic,
  layer: Layer,
  open: (step: string, which: Counted) => void,
): Overlay {
  const steps = new Map<string, OnStep>();
  const links = new Map<string, OnLink>();
  const went = (step: string, outlet: string, count: number, title: string) => {
    if (count > 0) links.set(linkKey(step, outlet), { text: grouped.format(count), title });
  };
  went(ENTRY, "next", enteredOf(found), "Customers who entered");
  for (const [step, counts] of Object.entries(found.steps)) {
    const marks = SHOWN[layer]
      .map((each) => ({ ...each, value: each.count(counts) }))
      .filter(({ value }) => value > 0)
      .map(({ value, word, tone, of }) => ({
        text: `${grouped.format(value)} ${word}`,
        tone,
        title: "Show who they are, in a new tab",
        open: () => open(step, of),
      }));
    if (marks.length > 0) steps.set(step, { marks });
    for (const [outlet, count] of Object.entries(counts.links))
      went(step, outlet, count, "Customers who went this way");
  }
  return { owner, steps, links };
}

/** How many entered in the period, of those on the version asked for, or on any. */
const enteredOf = ({ version, versions }: Traffic): number =>
  versions
    .filter((each) => version === null || each.version === version)
    .reduce((sum, { entered }) => sum + entered, 0);

/** Where the people are listed whom a count counted, of this period: the very same ones. */
export function peopleOf(
  journey: string,
  step: string,
  { layer, state }: Counted,
  version: number | null,
  since: string | null,
): string {
  const query = new URLSearchParams({ step, layer });
  if (state) query.set("state", state);
  if (version !== null) query.set("version", String(version));
  if (since !== null && layer !== "here") query.set("since", since);
  return `/journeys/${journey}?${query}#people`;
}
