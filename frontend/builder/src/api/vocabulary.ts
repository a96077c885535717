/** What this installation knows, for pickers: `GET /api/v1/vocabulary`. */

import type { Client } from "./client";

export type TraitType = "text" | "number" | "boolean" | "date" | "list" | "object" | "mixed";

export interface Vocabulary {
  events: {
    name: string;
    count: number;
    last_seen: string | null;
    /** `complete`: whether the latest events had no other values than the examples. */
    properties: { name: string; type: TraitType; examples: unknown[]; complete?: boolean }[];
  }[];
  /** Events that live journeys look at, and that have not come in yet; one journey of each. */
  awaited?: { name: string; journey: string }[];
  /** `path`: `account.plan`. `count`: how many customers have it. `complete`: whether nobody has any
   * other value than the examples. */
  traits: {
    path: string;
    type: TraitType;
    count: number;
    examples: unknown[];
    complete?: boolean;
  }[];
  roles: { role: string; holders: number }[];
  users: { email: string; name: string }[];
  pools: { key: string; name: string; members: number }[];
  /** `size`: null while everybody is still being looked at. */
  segments: { key: string; name: string; subject: "account" | "contact"; size: number | null }[];
  channels: { key: string; name: string; kind: string }[];
  journeys: { key: string; name: string; status: string; subject: string }[];
  /** Of the library: a step uses one as `library/` and its key. */
  templates?: { key: string; name: string; kind: string; heading: string | null }[];
  topics: string[];
}

export const vocabulary = async (client: Client): Promise<Vocabulary> =>
  (await client<Vocabulary>("/vocabulary")).data;
