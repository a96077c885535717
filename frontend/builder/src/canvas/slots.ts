/** Where what is dragged can be dropped: the places for adding, each with a wide zone around it. */

import type { LinkRef } from "@/definition/links";
import type { Journey, StepId } from "@/definition/types";
import { blockOf } from "@/model/edits/block";
import type { Line } from "@/model/layout";
import { linkKey } from "@/state/overlay";
import { FOLDED } from "./drawn";

/** How near one must come, in pixels of the canvas at its natural size. */
const NEAR = 130;

export function slotsFor(
  journey: Journey,
  lines: readonly Line[],
  step: StepId | null,
): ReadonlySet<string> {
  const inside = new Set(step === null ? [] : blockOf(journey, step).steps);
  return new Set(
    lines
      .map(({ link }) => link)
      .filter(({ outlet }) => outlet !== FOLDED)
      .filter(({ source, target }) => !inside.has(source) && target !== step)
      .map(({ source, outlet }) => linkKey(source, outlet)),
  );
}

/** The open slot nearest to the point, if any is near. */
export function nearestSlot(
  lines: readonly Line[],
  slots: ReadonlySet<string>,
  x: number,
  y: number,
): LinkRef | null {
  let best: LinkRef | null = null;
  let least = NEAR;
  for (const { link, plus } of lines) {
    if (!slots.has(linkKey(link.source, link.outlet))) continue;
    const distance = Math.hypot(plus[0] - x, plus[1] - y);
    if (distance >= least) continue;
    least = distance;
    best = { step: link.source, outlet: link.outlet };
  }
  return best;
}
