/** What is shown of two opinions: the server's, and ours of what it has not seen yet. */

import type { Problem } from "./problem";

/**
 * `current`: whether the server's are about the journey on the screen. They are complete then; else
 * those of its findings stay that we cannot judge, until it has seen the journey as it is now.
 */
export function merged(
  local: readonly Problem[],
  server: readonly Problem[],
  current: boolean,
): readonly Problem[] {
  const seen = new Set<string>();
  const all = current ? [...server, ...local] : [...local, ...server];
  return all.filter((problem) => {
    const key = `${problem.code} ${problem.path}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
