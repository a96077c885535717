/** Shorthand for the rules: `engine/validation/finding`. */

import type { Problem } from "../problem";
import { closest } from "./closest";

export type Path = readonly (string | number)[];

/**
 * A problem at a path. What lies under `steps` is shown at its step. What to do, and what is wrong,
 * is left out where the forms say it by the code alone: `sentences/findings`.
 */
export function found(
  code: string,
  path: Path,
  message = "",
  hint: string | null = null,
  severity: Problem["severity"] = "blocking",
): Problem {
  const step = path[0] === "steps" && path.length > 1 ? String(path[1]) : null;
  return { code, severity, step, path: path.join("."), message, hint };
}

export const warning = (code: string, path: Path, message: string, hint?: string): Problem =>
  found(code, path, message, hint, "warning");

/** `Did you mean “…”?` when something close exists. */
export function meant(written: string, known: Iterable<string>): string | undefined {
  const close = closest(written, known);
  return close && `Did you mean “${close}”?`;
}
