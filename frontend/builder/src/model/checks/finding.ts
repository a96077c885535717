/** Shorthand for the rules: `engine/validation/finding`. */

import type { Problem } from "../problem";
import { closest } from "./closest";

export type Path = readonly (string | number)[];

/** A problem at a path. What lies under `steps` is shown at its step. */
export function found(
  code: string,
  path: Path,
  message: string,
  hint: string | null = null,
  severity: Problem["severity"] = "blocking",
): Problem {
  const step = path[0] === "steps" && path.length > 1 ? String(path[1]) : null;
  return { code, severity, step, path: path.join("."), message, hint };
}

export const warning = (code: string, path: Path, message: string, hint: string): Problem =>
  found(code, path, message, hint, "warning");

/** `Did you mean “…”?` when something close exists, else the hint given. */
export function meant(written: string, known: Iterable<string>, otherwise: string): string {
  const close = closest(written, known);
  return close === undefined ? otherwise : `Did you mean “${close}”?`;
}
