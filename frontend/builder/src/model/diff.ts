/**
 * What a drawing shows of a change: which steps are new, gone or other, and which links. The same as
 * `engine/differences/outline`: as it is written, so that also what is not finished can be compared.
 */

import { ENTRY, linksFrom } from "@/definition/links";
import type { Journey, Step, StepId } from "@/definition/types";
import { stepTitle } from "@/sentences/words";

/** `changed`: it does, or says, something else. `relinked`: it does as before, and leads elsewhere. */
export type Change = "added" | "removed" | "changed" | "relinked";

/** A step that is not the same in both. Steps that are the same have none. */
export interface StepChange {
  step: StepId;
  change: Change;
  /** What people call it now; of one that is gone, what they called it. */
  title: string;
  /** Whether it leads elsewhere, whatever else has changed. */
  relinked: boolean;
}

/** An outlet, of a step that is there in both, that is new, gone or leads elsewhere. */
export interface LinkChange {
  /** `ENTRY`: the way in. */
  step: StepId;
  outlet: string;
  /** Null: there was no such outlet. */
  before: StepId | null;
  after: StepId | null;
  /** What the steps are called to which it led, one by the other, and that are there no more. */
  gone: string[];
}

export interface Changes {
  /** In the order of the new definition, those that are gone last. */
  steps: StepChange[];
  links: LinkChange[];
}

export function changesBetween(old: Journey, now: Journey): Changes {
  const kept = Object.keys(now.steps).filter((step) => Object.hasOwn(old.steps, step));
  const relinked = [ENTRY, ...kept].flatMap((step) => linkChanges(step, old, now));
  const elsewhere = new Set(relinked.map(({ step }) => step));
  const steps = Object.keys(now.steps).flatMap((step): StepChange[] => {
    const change = changeOf(old, now, step, elsewhere.has(step));
    if (change === null) return [];
    return [{ step, change, title: stepTitle(now, step), relinked: elsewhere.has(step) }];
  });
  const gone = Object.keys(old.steps)
    .filter((step) => !Object.hasOwn(now.steps, step))
    .map((step): StepChange => {
      return { step, change: "removed", title: stepTitle(old, step), relinked: false };
    });
  return { steps: [...steps, ...gone], links: relinked };
}

function changeOf(old: Journey, now: Journey, step: StepId, relinked: boolean): Change | null {
  if (!Object.hasOwn(old.steps, step)) return "added";
  if (!doesTheSame(old, now, step)) return "changed";
  return relinked ? "relinked" : null;
}

function linkChanges(step: StepId, old: Journey, now: Journey): LinkChange[] {
  const [was, is] = [new Map(linksFrom(old, step)), new Map(linksFrom(now, step))];
  return [...new Set([...is.keys(), ...was.keys()])].flatMap((outlet) => {
    const [before, after] = [was.get(outlet) ?? null, is.get(outlet) ?? null];
    return before === after ? [] : [{ step, outlet, before, after, gone: gone(old, now, before) }];
  });
}

function gone(old: Journey, now: Journey, from: StepId | null): string[] {
  const found = new Set<StepId>();
  const coming = [from];
  for (let step = coming.pop(); step !== undefined && found.size < 20; step = coming.pop()) {
    if (step === null || !Object.hasOwn(old.steps, step)) continue;
    if (Object.hasOwn(now.steps, step) || found.has(step)) continue;
    found.add(step);
    coming.push(
      ...linksFrom(old, step)
        .map(([, target]) => target)
        .toReversed(),
    );
  }
  return [...found].map((step) => stepTitle(old, step));
}

function doesTheSame(old: Journey, now: Journey, step: StepId): boolean {
  const [was, is] = [old.steps[step], now.steps[step]];
  if (!was || !is) return was === is;
  return isSame(doing(was), doing(is)) && isSame(textOf(old, was), textOf(now, is));
}

/** What a step does, wherever it leads. */
function doing(step: Step): object {
  switch (step.type) {
    case "branch": {
      const { otherwise: _, cases, ...rest } = step;
      return { ...rest, cases: cases.map(({ next: _, ...each }) => each) };
    }
    case "split": {
      const { ways, ...rest } = step;
      return { ...rest, ways: ways.map(({ next: _, ...way }) => way) };
    }
    case "go_to": {
      const { to: _, ...rest } = step;
      return rest;
    }
    default: {
      const { next: _, on: __, ...rest } = step as Step & { next?: StepId; on?: object };
      return rest;
    }
  }
}

/** What it says. */
function textOf(journey: Journey, step: Step): unknown {
  if (!("template" in step)) return null;
  const templates = journey.templates ?? {};
  return Object.hasOwn(templates, step.template) ? templates[step.template] : null;
}

/** Whether two values are written the same, in whatever order their keys stand. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || !one || !other) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [left, right] = [Object.entries(one), other as Record<string, unknown>];
  return (
    left.length === Object.keys(other).length &&
    left.every(([key, value]) => Object.hasOwn(right, key) && isSame(value, right[key]))
  );
}
