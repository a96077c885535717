/** Optional parts of a definition: what is emptied is taken out, and not written as a default. */

/** The object with the key set, or without it when the value is undefined. */
export function withKey<T extends object, K extends keyof T>(
  object: T,
  key: K,
  value: T[K] | undefined,
): T {
  if (value !== undefined) return { ...object, [key]: value };
  const { [key]: _, ...rest } = object;
  return rest as T;
}
