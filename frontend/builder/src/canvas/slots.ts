/** Where what is dragged can be dropped: the places for adding, each with a wide zone around it. */

import type { LinkRef } from "@/definition/links";
import type { Journey, StepId } from "@/definition/types";
import { movable } from "@/model/edits/move";
import type { Line, Point } from "@/model/layout";
import type { Dragging, Slot } from "@/state/dragging";
import { linkKey } from "@/state/overlay";
import { FOLDED } from "./drawn";

/** How near one must come, in pixels of the canvas at its natural size. */
const NEAR = 130;

/** A place for adding: on a line, or where several meet. */
interface Spot extends Slot {
  key: string;
  at: Point;
}

/** What the place where ways meet is called, by the line that it is drawn with. */
export const jointKey = (line: string): string => `above/${line}`;

export const refOf = ({ source, outlet }: Line["link"]): LinkRef => ({ step: source, outlet });

/** What is folded away is not seen to be met, so nothing is added for it. */
export const jointOn = ({ link, joint }: Line): Line["joint"] =>
  joint && [link, ...joint.beside].every(({ outlet }) => outlet !== FOLDED) ? joint : null;

function spotsOn(line: Line): readonly Spot[] {
  if (line.link.outlet === FOLDED) return [];
  const link = refOf(line.link);
  const key = linkKey(link.step, link.outlet);
  const own = { key, at: line.plus, link };
  const joint = jointOn(line);
  if (!joint) return [own];
  const beside = joint.beside.map(refOf);
  return [own, { key: jointKey(key), at: joint.plus, link, beside }];
}

/** By key. `step`: the one that is moved; null: a new one. */
export function slotsFor(
  journey: Journey,
  lines: readonly Line[],
  step: StepId | null,
): ReadonlyMap<string, Slot> {
  const fits = step === null ? () => true : movable(journey, step);
  const open = lines.flatMap(spotsOn).filter(({ link, beside }) => fits(link, beside));
  return new Map(open.map((spot) => [spot.key, spot]));
}

/** The key of the open slot nearest to the point, if any is near. */
export function nearestSlot(
  lines: readonly Line[],
  slots: ReadonlyMap<string, Slot>,
  x: number,
  y: number,
): string | null {
  let best: string | null = null;
  let least = NEAR;
  for (const { key, at } of lines.flatMap(spotsOn)) {
    if (!slots.has(key)) continue;
    const distance = Math.hypot(at[0] - x, at[1] - y);
    if (distance >= least) continue;
    least = distance;
    best = key;
  }
  return best;
}

/** Ends the dragging. Returns where it ended, if that was a slot. */
export function droppedOn(dragging: Dragging): Slot | undefined {
  const now = dragging.getState();
  dragging.set(() => null);
  return now?.over == null ? undefined : now.slots.get(now.over);
}
