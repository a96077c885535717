/**
 * The shape of a journey as it is drawn: which links lead back, and which step every way to another
 * passes. The same as `engine/drawing/graph`.
 *
 * A step's *dominator* is the last step that every way to it passes. It is what decides under which
 * branch a step is drawn.
 */

import { ENTRY, linksFrom } from "@/definition/links";
import type { Journey, StepId } from "@/definition/types";

/** What is drawn: steps, and links between them. `ENTRY` stands before the start. */
export interface Flow {
  steps: readonly StepId[];
  /** In the order of its outlets. */
  links: (step: StepId) => readonly (readonly [outlet: string, target: StepId])[];
}

export interface Link {
  source: StepId;
  outlet: string;
  target: StepId;
  /** Leads to a step that comes before: a repetition, drawn as a sign and not as a line. */
  back: boolean;
}

export interface Graph {
  /** Every step, each after all steps that lead to it by a forward link. */
  order: readonly StepId[];
  /** What leaves each step, in the order of its outlets; `ENTRY` leads to the start, and to one step
   * of every part that nothing leads to. */
  links: ReadonlyMap<StepId, readonly Link[]>;
  /** The steps a step is the dominator of, in order. */
  under: ReadonlyMap<StepId, readonly StepId[]>;
  /** Steps with only one link to them: the beginning of a lane. */
  lanes: ReadonlySet<StepId>;
}

/** The whole journey, reachable or not. Links to steps that do not exist are left out. */
export function flowOf(journey: Journey): Flow {
  return { steps: Object.keys(journey.steps), links: (step) => linksFrom(journey, step) };
}

export function graphOf(flow: Flow): Graph {
  const known = new Set(flow.steps);
  const outgoing = new Map<StepId, Link[]>();
  for (const source of flow.steps)
    outgoing.set(
      source,
      flow
        .links(source)
        .filter(([, target]) => known.has(target))
        .map(([outlet, target]) => ({ source, outlet, target, back: false })),
    );
  outgoing.set(
    ENTRY,
    entrances(flow, known, outgoing).map((target) => ({
      source: ENTRY,
      outlet: "next",
      target,
      back: false,
    })),
  );
  const { finished, back } = walked(outgoing);
  const order = finished.reverse();
  for (const link of back) link.back = true;
  const sources = new Map<StepId, StepId[]>(order.map((step) => [step, []]));
  for (const step of order)
    for (const link of outgoing.get(step) ?? [])
      if (!link.back) sources.get(link.target)?.push(step);
  const dominator = dominators(order, sources);
  const under = new Map<StepId, StepId[]>(order.map((step) => [step, []]));
  for (const step of order.slice(1)) under.get(dominator.get(step) ?? ENTRY)?.push(step);
  return {
    order: order.slice(1),
    links: outgoing,
    under,
    lanes: new Set(order.filter((step) => sources.get(step)?.length === 1)),
  };
}

/** The start, then one step of every part that nothing leads to. */
function entrances(
  flow: Flow,
  known: ReadonlySet<StepId>,
  outgoing: ReadonlyMap<StepId, readonly Link[]>,
): StepId[] {
  const found = flow
    .links(ENTRY)
    .map(([, target]) => target)
    .filter((target) => known.has(target));
  const seen = new Set<StepId>();
  spread(found, outgoing, seen);
  const targets = new Set([...outgoing.values()].flat().map((link) => link.target));
  const heads = flow.steps.filter((step) => !targets.has(step));
  for (const step of [...heads, ...flow.steps]) {
    if (seen.has(step)) continue;
    found.push(step);
    spread([step], outgoing, seen);
  }
  return found;
}

function spread(
  first: readonly StepId[],
  outgoing: ReadonlyMap<StepId, readonly Link[]>,
  seen: Set<StepId>,
): void {
  const waiting = [...first];
  for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
    if (seen.has(step)) continue;
    seen.add(step);
    for (const link of outgoing.get(step) ?? []) waiting.push(link.target);
  }
}

/** Steps in the order in which a depth-first walk leaves them, and the links that lead back. */
function walked(outgoing: ReadonlyMap<StepId, readonly Link[]>): {
  finished: StepId[];
  back: Link[];
} {
  const finished: StepId[] = [];
  const back: Link[] = [];
  const open = new Set([ENTRY]);
  const seen = new Set([ENTRY]);
  // Later outlets first, so that the reversed order keeps outlets in theirs.
  const rest = (step: StepId) => [...(outgoing.get(step) ?? [])];
  const stack: { step: StepId; rest: Link[] }[] = [{ step: ENTRY, rest: rest(ENTRY) }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const link = top.rest.pop();
    if (link === undefined) {
      stack.pop();
      open.delete(top.step);
      finished.push(top.step);
    } else if (open.has(link.target)) {
      back.push(link);
    } else if (!seen.has(link.target)) {
      seen.add(link.target);
      open.add(link.target);
      stack.push({ step: link.target, rest: rest(link.target) });
    }
  }
  return { finished, back };
}

/** Without backward links one pass in order is enough. */
function dominators(
  order: readonly StepId[],
  sources: ReadonlyMap<StepId, readonly StepId[]>,
): ReadonlyMap<StepId, StepId> {
  const depth = new Map([[ENTRY, 0]]);
  const dominator = new Map([[ENTRY, ENTRY]]);
  for (const step of order.slice(1)) {
    const [first = ENTRY, ...others] = sources.get(step) ?? [];
    const common = others.reduce((one, other) => shared(one, other, dominator, depth), first);
    dominator.set(step, common);
    depth.set(step, (depth.get(common) ?? 0) + 1);
  }
  return dominator;
}

function shared(
  one: StepId,
  other: StepId,
  dominator: ReadonlyMap<StepId, StepId>,
  depth: ReadonlyMap<StepId, number>,
): StepId {
  let [left, right] = [one, other];
  while (left !== right) {
    if ((depth.get(left) ?? 0) >= (depth.get(right) ?? 0)) left = dominator.get(left) ?? ENTRY;
    else right = dominator.get(right) ?? ENTRY;
  }
  return left;
}
