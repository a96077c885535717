/**
 * Steps as text on the clipboard, so that they can be pasted into another journey, another browser,
 * or an issue. Links that lead out of what was copied stay open until they are pasted.
 */

import { freshId } from "@/definition/ids";
import {
  type LinkRef,
  links,
  linksTo,
  redirected,
  relinked,
  targetOf,
  withLinks,
} from "@/definition/links";
import { drawable } from "@/definition/reading";
import type { Journey, Step, StepId, Template } from "@/definition/types";
import { reached, reachedFrom } from "../reach";
import { blockOf } from "./block";
import { lastWritten } from "./insert";
import { withSteps } from "./order";
import { type Pruned, pruned, templatesOf } from "./pruning";
import { withReferences } from "./references";
import { withReminder } from "./surveys";

/** Where a link leads that is open: no step can be called so. */
const OPEN = "…";
const KIND = "onward/steps";

export interface Clip {
  kind: typeof KIND;
  version: 1;
  start: StepId;
  steps: Record<StepId, Step>;
  templates: Record<string, Template>;
}

/** The steps, each with all its ways down to where they meet. Undefined when there are none. */
export function copied(journey: Journey, ids: Iterable<StepId>): Clip | undefined {
  const wanted = [...ids].filter((id) => Object.hasOwn(journey.steps, id));
  return clipOf(journey, new Set(wanted.flatMap((id) => blockOf(journey, id).steps)));
}

/** These steps and no others: what lies between two of them is passed over, and all other ways lead to
 * what comes after them where they are pasted. */
export const copiedAlone = (journey: Journey, ids: Iterable<StepId>): Clip | undefined =>
  clipOf(journey, new Set([...ids].filter((id) => Object.hasOwn(journey.steps, id))), true);

function clipOf(journey: Journey, inside: ReadonlySet<StepId>, passes = false): Clip | undefined {
  const kept = Object.entries(journey.steps).filter(([id]) => inside.has(id));
  const first = nextOf(journey, inside, journey.start) ?? kept[0]?.[0];
  if (first === undefined) return undefined;
  const open = (target: StepId) => {
    const next = passes ? nextOf(journey, inside, target) : target;
    return next !== undefined && inside.has(next) ? next : OPEN;
  };
  const own = Object.fromEntries(kept.map(([id, step]) => [id, relinked(step, open)]));
  const one = inOne({ ...journey, start: first, steps: own });
  const start = one.start;
  const seen = reached(one);
  const steps = Object.fromEntries(Object.entries(one.steps).filter(([id]) => seen.has(id)));
  const keys = new Set([...seen].flatMap((id) => templatesOf(journey, id)));
  const templates = Object.fromEntries(
    Object.entries(journey.templates ?? {}).filter(([key]) => keys.has(key)),
  );
  return { kind: KIND, version: 1, start, steps, templates };
}

/** What stands beside the others comes after them, and before what both lead to. Of several ends that
 * nothing leads to any more, one is enough. */
function inOne(parts: Journey): Journey {
  let one = parts;
  const isEnd = (id: StepId) => links(one.steps[id] as Step).length === 0;
  for (const id of Object.keys(one.steps)) {
    const seen = reached(one);
    if (seen.has(id)) continue;
    const after = reachedFrom(one, [id]);
    const into = (target: StepId) => linksTo(one, target).filter(({ step }) => !after.has(step));
    const meeting = [...after, OPEN].find((target) => into(target).length > 0);
    if (meeting) one = withLinks(one, into(meeting), id);
    // Behind what only ends nothing can come.
    else if (linksTo(one, OPEN).length > 0)
      one = { ...redirected(one, OPEN, one.start), start: id };
    // Where both only end, it comes instead of an end.
    else if (!isEnd(id)) one = redirected(one, [...seen].find(isEnd) ?? OPEN, id);
  }
  return one;
}

/** The first of the steps from `from` on, which may be one itself. */
function nextOf(
  journey: Journey,
  among: ReadonlySet<StepId>,
  from: StepId,
  seen: Set<StepId> = new Set(),
): StepId | undefined {
  const step = journey.steps[from];
  if (among.has(from)) return from;
  // Where it goes back to is no more on the way.
  if (!step || step.type === "go_to" || seen.has(from)) return undefined;
  seen.add(from);
  for (const [, target] of links(step)) {
    const found = nextOf(journey, among, target, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

export const written = (clip: Clip): string => JSON.stringify(clip, null, 2);

/** What stands on the clipboard, when it is steps of ours. */
export function readClip(text: string): Clip | undefined {
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found !== "object" || found === null) return undefined;
    const clip = found as Clip;
    const whole =
      clip.kind === KIND &&
      clip.version === 1 &&
      "journey" in drawable({ ...clip, entry: {} }) &&
      Object.hasOwn(clip.steps, clip.start) &&
      clip.templates != null;
    return whole ? clip : undefined;
  } catch {
    return undefined;
  }
}

export interface Pasted extends Pruned {
  /** The first of the new steps. */
  id: StepId;
}

/** The steps on the link, and on those `beside` it, under names of their own. Undefined when there is
 * no such link. */
export function pasted(
  journey: Journey,
  link: LinkRef,
  clip: Clip,
  beside: readonly LinkRef[] = [],
): Pasted | undefined {
  return pastedOn(journey, [link, ...beside], clip);
}

/** The same after a step, with all its ways down to where they meet: a copy right below it. */
export function duplicated(journey: Journey, id: StepId): Pasted | undefined {
  const clip = copied(journey, [id]);
  const { leaving } = blockOf(journey, id);
  if (!clip || leaving.length === 0) return undefined;
  return pastedOn(journey, leaving, clip);
}

function pastedOn(journey: Journey, on: readonly LinkRef[], clip: Clip): Pasted | undefined {
  const [first] = on;
  const target = first && targetOf(journey, first);
  if (!first || target === undefined) return undefined;
  const names = freshNames(Object.keys(clip.steps), journey.steps);
  const keys = freshNames(Object.keys(clip.templates), journey.templates ?? {});
  const called = new Set(Object.values(journey.steps).map(({ name }) => name));
  const steps = Object.fromEntries(
    Object.entries(clip.steps).map(([id, step]) => [
      names(id),
      withFreshName(
        renamed(step, (other) => (other === OPEN ? target : names(other)), names, keys),
        called,
      ),
    ]),
  );
  const templates = Object.fromEntries(
    Object.entries(clip.templates).map(([key, template]) => [keys(key), template]),
  );
  const grown = withSteps(journey, steps, lastWritten(journey, on));
  const linked = withLinks(grown, on, names(clip.start));
  const worded =
    Object.keys(templates).length > 0
      ? { ...linked, templates: { ...linked.templates, ...templates } }
      : linked;
  return { id: names(clip.start), ...pruned(journey, worded) };
}

function renamed(
  step: Step,
  lead: (target: StepId) => StepId,
  names: (id: StepId) => StepId,
  keys: (key: string) => string,
): Step {
  const linked = withReferences(relinked(step, lead), names);
  if (!("template" in linked)) return linked;
  const instead =
    typeof linked.missing === "object"
      ? { missing: { template: keys(linked.missing.template) } }
      : {};
  return { ...linked, template: keys(linked.template), ...instead, ...withReminder(linked, keys) };
}

/** A title that is taken has a number after it, as ids have. */
function withFreshName(step: Step, called: Set<string | undefined>): Step {
  if (!step.name || !called.has(step.name)) return step;
  let number = 2;
  while (called.has(`${step.name} ${number}`)) number += 1;
  const name = `${step.name} ${number}`;
  called.add(name);
  return { ...step, name };
}

/** New names for what would clash; what is not among `wanted` keeps its name. */
function freshNames(
  wanted: readonly string[],
  taken: Readonly<Record<string, unknown>>,
): (name: string) => string {
  const all: Record<string, unknown> = { ...taken };
  const names = new Map<string, string>();
  for (const name of wanted) {
    const fresh = freshId(name, all);
    all[fresh] = true;
    names.set(name, fresh);
  }
  return (name) => names.get(name) ?? name;
}
