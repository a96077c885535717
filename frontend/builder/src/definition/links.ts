/**
 * Where steps lead: the same as `links` in `engine/definition/steps`, and how a link is changed.
 * An outlet is a named way out of a step.
 */

import type { Journey, Step, StepId } from "./types";

/** Stands for the way in: its only outlet, `next`, is the journey's `start`. */
export const ENTRY = "";

export interface LinkRef {
  /** `ENTRY`: the way in. */
  step: StepId;
  outlet: string;
}

/** Fails to compile when a step type has been forgotten. */
export function never(value: never): never {
  throw new Error(`Not a kind of step: ${JSON.stringify(value)}`);
}

export type Way = readonly [outlet: string, target: StepId];

/** No step ever changes, and each is asked time and again with every edit. */
const known = new WeakMap<Step, readonly Way[]>();

/** Where a step leads, by outlet, in the order the ways are best read in. */
export function links(step: Step): readonly Way[] {
  const before = known.get(step);
  if (before) return before;
  const found = linksOf(step);
  known.set(step, found);
  return found;
}

function linksOf(step: Step): Way[] {
  switch (step.type) {
    case "branch":
      return [
        ...step.cases.map((each): Way => [each.id, each.next]),
        ["otherwise", step.otherwise],
      ];
    case "split":
      return step.ways.map((way) => [way.id, way.next]);
    case "go_to":
      return [["to", step.to]];
    case "exit":
      return [];
    case "approve":
      return named(step.on, ["approved", "cancelled"]);
    case "update":
    case "enroll":
      return [["next", step.next]];
    case "task":
      return [...named(step, ["next"]), ...named(step.on, Object.keys(step.on ?? {}))];
    case "email":
    case "in_app":
    case "survey":
    case "webhook":
    case "notify":
    case "wait":
      return [...named(step, ["next"]), ...named(step.on, OUTLETS[step.type])];
    default:
      return never(step);
  }
}

/** What can stand under `on`, in the order it is best read in. */
export const OUTLETS = {
  email: ["skipped", "failed"],
  in_app: ["skipped", "failed"],
  survey: [
    "promoter",
    "passive",
    "detractor",
    "satisfied",
    "neutral",
    "dissatisfied",
    "no_answer",
    "skipped",
    "failed",
  ],
  webhook: ["failed"],
  notify: ["failed"],
  wait: ["happened", "timeout", "passed"],
} as const;

function named(ways: object | undefined, outlets: readonly string[]): Way[] {
  const leading = (ways ?? {}) as Readonly<Record<string, StepId | undefined>>;
  return outlets.flatMap((outlet): Way[] => {
    const target = leading[outlet];
    return target == null ? [] : [[outlet, target]];
  });
}

/** The journey's own links: from the way in, and from every step. */
export function linksFrom(journey: Journey, step: StepId): readonly Way[] {
  if (step === ENTRY) return [["next", journey.start]];
  const found = journey.steps[step];
  return found ? links(found) : [];
}

export function targetOf(journey: Journey, link: LinkRef): StepId | undefined {
  return linksFrom(journey, link.step).find(([outlet]) => outlet === link.outlet)?.[1];
}

/** Every link that leads to the step, the way in among them. */
export function linksTo(journey: Journey, target: StepId): LinkRef[] {
  return [ENTRY, ...Object.keys(journey.steps)].flatMap((step) =>
    linksFrom(journey, step)
      .filter(([, to]) => to === target)
      .map(([outlet]) => ({ step, outlet })),
  );
}

/** The step with each of its links led to where `lead` says. */
export function relinked<S extends Step>(
  step: S,
  lead: (target: StepId, outlet: string) => StepId,
): S {
  return relinkedStep(step, lead) as S;
}

function relinkedStep(step: Step, lead: (target: StepId, outlet: string) => StepId): Step {
  switch (step.type) {
    case "branch":
      return {
        ...step,
        cases: step.cases.map((each) => ({ ...each, next: lead(each.next, each.id) })),
        otherwise: lead(step.otherwise, "otherwise"),
      };
    case "split":
      return { ...step, ways: step.ways.map((way) => ({ ...way, next: lead(way.next, way.id) })) };
    case "go_to":
      return { ...step, to: lead(step.to, "to") };
    case "exit":
      return step;
    case "update":
    case "enroll":
      return { ...step, next: lead(step.next, "next") };
    case "approve":
    case "task":
    case "email":
    case "in_app":
    case "survey":
    case "webhook":
    case "notify":
    case "wait": {
      const changed: { next?: StepId; on?: Record<string, StepId | null> } = { ...step };
      if (changed.next != null) changed.next = lead(changed.next, "next");
      if (changed.on) {
        changed.on = Object.fromEntries(
          Object.entries(changed.on).map(([outlet, to]) => [
            outlet,
            to == null ? to : lead(to, outlet),
          ]),
        );
      }
      return changed as Step;
    }
    default:
      return never(step);
  }
}

/** The journey with one of its links led elsewhere. */
export function withLink(journey: Journey, link: LinkRef, target: StepId): Journey {
  if (link.step === ENTRY) return { ...journey, start: target };
  const step = journey.steps[link.step];
  if (!step) return journey;
  const changed = relinked(step, (to, outlet) => (outlet === link.outlet ? target : to));
  return { ...journey, steps: { ...journey.steps, [link.step]: changed } };
}

/** The journey with several of its links led to one step. */
export function withLinks(journey: Journey, on: readonly LinkRef[], target: StepId): Journey {
  return on.reduce((changed, link) => withLink(changed, link, target), journey);
}

/** The journey with every link to `from` led to `to` instead. */
export function redirected(journey: Journey, from: StepId, to: StepId): Journey {
  const steps = Object.fromEntries(
    Object.entries(journey.steps).map(([id, step]) => [
      id,
      links(step).some(([, target]) => target === from)
        ? relinked(step, (target) => (target === from ? to : target))
        : step,
    ]),
  );
  return { ...journey, start: journey.start === from ? to : journey.start, steps };
}

/** The way most customers go on by, where there are several. Undefined at an end. */
export function mainOutlet(step: Step): string | undefined {
  const named = links(step).map(([outlet]) => outlet);
  const preferred = ["next", "happened", "approved", "otherwise", "to"];
  return preferred.find((outlet) => named.includes(outlet)) ?? named[0];
}
