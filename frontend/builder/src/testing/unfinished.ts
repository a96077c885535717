/** Drafts as people leave them: a journey with one of its values missing, emptied, or of another kind. */

import { drawable } from "@/definition/reading";
import type { Journey } from "@/definition/types";

const LEFT: readonly unknown[] = [undefined, null, "", "x", 0, {}, []];

export interface Unfinished {
  /** What is left of the value there; undefined: nothing. */
  path: readonly string[];
  left: unknown;
  draft: Journey;
}

/** Every draft that differs from the journey in one place and can still be drawn. */
export function* unfinished(journey: Journey): Generator<Unfinished> {
  for (const path of pathsIn(journey))
    for (const left of LEFT) {
      const found = drawable(withValue(journey, path, left));
      if ("journey" in found) yield { path: path.map(String), left, draft: found.journey };
    }
}

type Path = readonly (string | number)[];

function* pathsIn(value: unknown, path: Path = []): Generator<Path> {
  if (path.length > 0) yield path;
  if (Array.isArray(value))
    for (const [number, part] of value.entries()) yield* pathsIn(part, [...path, number]);
  else if (typeof value === "object" && value !== null)
    for (const [key, part] of Object.entries(value)) yield* pathsIn(part, [...path, key]);
}

/** The value with the part at the path replaced; without it when `left` is undefined. */
function withValue(value: unknown, [key, ...rest]: Path, left: unknown): unknown {
  if (key === undefined) return left;
  if (Array.isArray(value)) {
    const part = withValue(value[key as number], rest, left);
    return part === undefined ? value.toSpliced(key as number, 1) : value.with(key as number, part);
  }
  const { [key]: old, ...others } = value as Record<string, unknown>;
  const part = withValue(old, rest, left);
  return part === undefined ? others : { ...(value as object), [key]: part };
}
