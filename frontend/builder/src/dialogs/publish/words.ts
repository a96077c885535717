/** Figures of a publish, in words. */

import type { DueCount, DueDeed } from "@/api/versions";

const numbers = new Intl.NumberFormat("en");

export const grouped = (count: number): string => numbers.format(count);

export const customers = (count: number): string =>
  `${grouped(count)} customer${count === 1 ? "" : "s"}`;

/** From how many get it for certain to how many may. */
export const due = ({ certain, at_most }: DueCount): string =>
  certain === at_most ? grouped(certain) : `${grouped(certain)}–${grouped(at_most)}`;

/** How many get it of whom no name is said. */
export function unnamed({ before, after, sample }: DueDeed): number {
  const all = isGone({ after }) ? before.at_most : after.at_most;
  return Math.max(0, all - sample.length);
}

/** Whether nobody gets it any more. */
export const isGone = ({ after }: Pick<DueDeed, "after">): boolean => after.at_most === 0;
