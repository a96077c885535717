/** What things are called that a definition names by their keys: `engine/sentences/names`. */

import { type Missing, nameInWords } from "./words";

/** By key, and colleagues by their address. What is not in it is called by its key. */
export interface Names {
  pools: ReadonlyMap<string, string>;
  people: ReadonlyMap<string, string>;
  channels: ReadonlyMap<string, string>;
  journeys: ReadonlyMap<string, string>;
  segments: ReadonlyMap<string, string>;
}

const NONE: ReadonlyMap<string, string> = new Map();

export const NO_NAMES: Names = {
  pools: NONE,
  people: NONE,
  channels: NONE,
  journeys: NONE,
  segments: NONE,
};

/** Empty: nothing is named. */
export const called = (names: ReadonlyMap<string, string>, key: string | Missing): string =>
  names.get(key ?? "") || nameInWords(key);

export const colleague = ({ people }: Names, address: string): string =>
  people.get(address.toLowerCase()) || address;
