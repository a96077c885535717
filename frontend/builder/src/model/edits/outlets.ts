/** Ways out of a step: opened, closed, renamed. What only a closed way led to goes with it. */

import { links, mainOutlet } from "@/definition/links";
import type { Case, Journey, Step, StepId, Way } from "@/definition/types";
import { withKey } from "@/definition/without";
import { type Pruned, pruned } from "./pruning";

type Leading = Step & { on?: Record<string, StepId | undefined> };

export const hasOutlet = (step: Step, outlet: string): boolean =>
  links(step).some(([name]) => name === outlet);

/** Where most customers go from the step; undefined at an end. */
export function mainTarget(step: Step): StepId | undefined {
  const main = mainOutlet(step);
  return links(step).find(([outlet]) => outlet === main)?.[1];
}

/** The step with one more way out, which leads to where most go anyhow. */
export function withOutlet<S extends Step>(step: S, outlet: string): S {
  const target = mainTarget(step);
  if (target === undefined || hasOutlet(step, outlet)) return step;
  return { ...step, on: { ...(step as Leading).on, [outlet]: target } };
}

/** The step without that way out. What only it led to is left for the journey to lose. */
export function withoutOutlet(step: Step, outlet: string): Step {
  const { on } = step as Leading;
  if (!on || !(outlet in on)) return step;
  const { [outlet]: _, ...rest } = on;
  return withKey(step as Leading, "on", Object.keys(rest).length > 0 ? rest : undefined) as Step;
}

/** The journey with another step in place of this one, and without what nothing leads to then. */
export function replaced(journey: Journey, id: StepId, step: Step): Pruned {
  return pruned(journey, { ...journey, steps: { ...journey.steps, [id]: step } });
}

/** A branch with one case more, before `otherwise`; it leads to where the others go on. */
export function withCase(cases: readonly Case[], otherwise: StepId): Case[] {
  return [...cases, { id: freeName("case", cases), when: {}, next: otherwise }];
}

/** Why a way cannot be called so among these; null when it can. */
export function wayRefusal(ways: readonly { id: string }[], wanted: string): string | null {
  if (wanted === "") return "Give it a name.";
  if (wanted === "otherwise") return "“otherwise” is the way of all others.";
  return ways.some(({ id }) => id === wanted) ? "Another way is called so." : null;
}

export function withWay(ways: readonly Way[]): Way[] {
  const last = ways.at(-1);
  return last
    ? [...ways, { id: freeName("way", ways), weight: last.weight ?? 1, next: last.next }]
    : [];
}

function freeName(stem: string, among: readonly { id: string }[]): string {
  for (let number = among.length + 1; ; number += 1) {
    const name = `${stem}-${number}`;
    if (!among.some(({ id }) => id === name)) return name;
  }
}
