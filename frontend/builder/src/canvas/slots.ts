/** Where what is dragged can be dropped: the places for adding, each with a wide zone around it. */

import type { LinkRef } from "@/definition/links";
import type { Journey, StepId } from "@/definition/types";
import { blockOf } from "@/model/edits/block";
import type { LinkEdge } from "./elements";

/** How near one must come, in pixels of the canvas at its natural size. */
const NEAR = 130;

export function slotsFor(
  journey: Journey,
  edges: readonly LinkEdge[],
  step: StepId | null,
): ReadonlySet<string> {
  const inside = new Set(step === null ? [] : blockOf(journey, step).steps);
  return new Set(
    edges
      .filter(({ data }) => data && !data.folded)
      .filter(({ data }) => !inside.has(data?.link.source ?? "") && data?.link.target !== step)
      .map(({ id }) => id),
  );
}

/** The open slot nearest to the point, if any is near. */
export function nearestSlot(
  edges: readonly LinkEdge[],
  slots: ReadonlySet<string>,
  x: number,
  y: number,
): LinkRef | null {
  let best: LinkRef | null = null;
  let least = NEAR;
  for (const { id, data } of edges) {
    if (!data || !slots.has(id)) continue;
    const distance = Math.hypot(data.plus[0] - x, data.plus[1] - y);
    if (distance >= least) continue;
    least = distance;
    best = { step: data.link.source, outlet: data.link.outlet };
  }
  return best;
}
