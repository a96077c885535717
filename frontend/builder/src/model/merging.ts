/** What is shown of two opinions: the server's, and ours of what it has not seen yet. */

import type { Problem } from "./problem";

/**
 * Ours say what is to be done where something is unfinished, so the server's about the same place,
 * or about a place around it, are left out. What it says of a moment ago stays until it has seen the
 * journey as it is on the screen.
 */
export function merged(local: readonly Problem[], server: readonly Problem[]): readonly Problem[] {
  const ours = new Set(local.map((problem) => problem.path));
  const said = (path: string) =>
    ours.has(path) ||
    [...ours].some((own) => own.startsWith(`${path}.`) || path.startsWith(`${own}.`));
  const seen = new Set<string>();
  return [
    ...local,
    ...server.filter((problem) => problem.path === "" || !said(problem.path)),
  ].filter((problem) => {
    const key = `${problem.path} ${problem.message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
