/** Blocks that stay themselves when others come between, and when they are moved or written on. */

export interface Kept<Block> {
  blocks: readonly Block[];
  /** One for each; no two are the same, and none comes again. */
  keys: readonly number[];
}

/** The keys of the blocks as they are now: one that was moved keeps its own, and so does one that is
 * another in the same place. */
export function keptFor<Block>(before: Kept<Block>, blocks: readonly Block[]): Kept<Block> {
  const left = new Map(before.blocks.map((block, nth) => [before.keys[nth], block]));
  let next = Math.max(-1, ...before.keys);
  const found = blocks.map((block) => {
    const key = [...left].find(([, each]) => each === block)?.[0];
    if (key !== undefined) left.delete(key);
    return key;
  });
  const isSame = before.blocks.length === blocks.length;
  const keys = found.map((key, nth) => {
    if (key !== undefined) return key;
    const here = before.keys[nth];
    if (isSame && here !== undefined && left.delete(here)) return here;
    next += 1;
    return next;
  });
  return { blocks, keys };
}

export function movedTo<Each>(all: readonly Each[], from: number, to: number): Each[] {
  const next = [...all];
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}

/** Where something that is let go of at this height comes to stand: each box it has passed the middle of
 * stands before it, as it itself is taken out. */
export function placeFor(
  boxes: readonly { top: number; bottom: number }[],
  from: number,
  y: number,
): number {
  return boxes.filter(({ top, bottom }, nth) => nth !== from && (top + bottom) / 2 < y).length;
}
