/** What Python says of journeys, as `tests/shared` at the top of the repository has written it. */

import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Journey } from "@/definition/types";

const SHARED = resolve(import.meta.dirname, "../../../../tests/shared");

/** The file of this name. It is `T` because a test of Python's keeps it so. */
export function shared<T>(name: string): T {
  return JSON.parse(readFileSync(resolve(SHARED, name), "utf8")) as T;
}

/** The cases in a folder that Python is tested on too, by their names. */
export function cases<T>(folder: string): { name: string; found: T }[] {
  return readdirSync(resolve(SHARED, folder))
    .sort()
    .map((file) => ({ name: file.replace(".json", ""), found: shared<T>(join(folder, file)) }));
}

type ByKey<T> = Readonly<Record<string, T>>;

/** By key: the bundled journeys, and every example of the language. */
export const JOURNEYS = shared<ByKey<Journey>>("journeys.json");
/** Those, the gallery's, and journeys written to leave nothing out. */
export const ALL: ByKey<Journey> = { ...JOURNEYS, ...shared<ByKey<Journey>>("others.json") };

/** Every journey, and what the file says of it. */
export function told<T>(name: string): { key: string; journey: Journey; said: T }[] {
  const said = shared<ByKey<T>>(name);
  return Object.entries(ALL).map(([key, journey]) => {
    const of = said[key];
    if (of === undefined)
      throw new Error(`${name} does not speak of ${key}: python -m tests.shared`);
    return { key, journey, said: of };
  });
}
