/** What somebody has filled in, kept while they look at another kind of it in the same form. */

import { useRef } from "react";

/** The value as it last was of each kind. */
export function useKept<K extends string, V>(kind: K, value: V): Readonly<Partial<Record<K, V>>> {
  const kept = useRef<Partial<Record<K, V>>>({});
  kept.current[kind] = value;
  return kept.current;
}
