/**
 * The journey as a nested list, in the order it is read: a step, its ways out each with what only
 * that way leads to, then where the ways meet again.
 */

import { ENTRY } from "@/definition/links";
import type { StepId } from "@/definition/types";
import type { Graph, Link } from "./graph";

export interface Item {
  step: StepId;
  /** Links that meet above it; empty where only one leads to it. */
  meeting: readonly Link[];
  /** Empty for a step that simply goes on. */
  ways: readonly Way[];
  /** The link by which it goes on to the next item of the list. */
  onward: Link | null;
}

export interface Way {
  link: Link;
  /** What only this way leads to; empty when it leads straight to where it goes on. */
  items: readonly Item[];
  /** Where it goes on after its items, when that is not where the list goes on; null: there. */
  goesTo: StepId | null;
}

/** The parts of a journey: first what begins at the start, then what nothing leads to. */
export function outlineOf(graph: Graph): readonly (readonly Item[])[] {
  const starts = (graph.links.get(ENTRY) ?? []).map((link) => link.target);
  const joins = (graph.under.get(ENTRY) ?? []).filter((step) => !starts.includes(step));
  const parts = starts.map((start) => listFrom(graph, start));
  return joins.length > 0 ? [...parts, joins.flatMap((step) => listFrom(graph, step))] : parts;
}

/** The links that lead on to the step, where there are several. */
function meetingAt(graph: Graph, step: StepId): readonly Link[] {
  if (graph.lanes.has(step)) return [];
  const arriving = [...graph.links.values()].flat();
  const found = arriving.filter((link) => link.target === step && !link.back);
  return found.length > 1 ? found : [];
}

function listFrom(graph: Graph, first: StepId): Item[] {
  const items: Item[] = [];
  let following: StepId | null = first;
  while (following !== null) {
    const step: StepId = following;
    const links: readonly Link[] = graph.links.get(step) ?? [];
    const [only] = links;
    if (only && links.length === 1 && !only.back && graph.lanes.has(only.target)) {
      items.push({ step, meeting: meetingAt(graph, step), ways: [], onward: only });
      following = only.target;
      continue;
    }
    const joins = (graph.under.get(step) ?? []).filter((below) => !graph.lanes.has(below));
    const next: StepId | null = joins[0] ?? null;
    items.push({
      step,
      meeting: meetingAt(graph, step),
      ways: links.map((link) => wayOf(graph, link, next)),
      onward: null,
    });
    for (const join of joins.slice(0, -1)) items.push(...listFrom(graph, join));
    following = joins.at(-1) ?? null;
  }
  return items;
}

function wayOf(graph: Graph, link: Link, next: StepId | null): Way {
  const alone = graph.links.get(link.source)?.length === 1;
  if (link.back) return { link, items: [], goesTo: link.target };
  if (graph.lanes.has(link.target) && !alone)
    return { link, items: listFrom(graph, link.target), goesTo: null };
  return { link, items: [], goesTo: link.target === next ? null : link.target };
}
