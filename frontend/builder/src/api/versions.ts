/** Versions: compared, previewed, published, gone back to. */

import type { StepId } from "@/definition/types";
import type { Changes } from "@/model/diff";
import type { Problem } from "@/model/problem";
import type { Client } from "./client";

export interface Version {
  number: number;
  published_at: string;
  published_by: string;
  is_live: boolean;
  /** How many customers are in the middle of it. */
  running: number;
}

export interface Difference {
  kind: "added" | "removed" | "changed";
  what: string;
  text: string;
  path: string;
  step: StepId | null;
}

export interface Comparison extends Changes {
  readable: boolean;
  differences: Difference[];
}

export type Side =
  | { version: number }
  | { live: true }
  | { draft: true }
  | { definition: Record<string, unknown> };

export type Fate = "continue" | "retime" | { move: StepId } | { exit: string };

export interface Plan {
  everyone: boolean;
  fates: Record<StepId, Fate>;
}

export interface DueCount {
  certain: number;
  at_most: number;
}

export interface StepPreview {
  version: number;
  step: StepId;
  title: string;
  customers: number;
  change: "same" | "changed" | "gone";
  fate: Fate | null;
  to: StepId | null;
  to_title: string | null;
  due_before: DueCount;
  due_after: DueCount;
}

export interface Preview {
  customers: number;
  moved: number;
  continuing: number;
  leaving: number;
  due_before: DueCount;
  due_after: DueCount;
  steps: StepPreview[];
  problems: Problem[];
}

export interface Published {
  key: string;
  number: number;
  changed: boolean;
  migration_id: string | null;
}

const pathOf = (key: string, rest: string): string =>
  `/journeys/${encodeURIComponent(key)}/${rest}`;

export const listVersions = async (client: Client, key: string): Promise<Version[]> =>
  (await client<Version[]>(pathOf(key, "versions"))).data;

export const definitionOf = async (
  client: Client,
  key: string,
  version: number,
): Promise<Record<string, unknown>> =>
  (await client<Record<string, unknown>>(pathOf(key, `definition?version=${version}`))).data;

export const compare = async (
  client: Client,
  key: string,
  before: Side,
  after: Side,
): Promise<Comparison> =>
  (
    await client<Comparison>(pathOf(key, "differences"), {
      method: "POST",
      body: { before, after },
    })
  ).data;

/** What publishing the draft, or going back to a version, would do to those inside. */
export const preview = async (
  client: Client,
  key: string,
  plan: Plan,
  version: number | null,
  signal: AbortSignal,
): Promise<Preview> =>
  (
    await client<Preview>(pathOf(key, "publish/preview"), {
      method: "POST",
      body: version === null ? { plan } : { plan, version },
      signal,
    })
  ).data;

/** Raises ApiError: 412 when somebody saved in between, 422 with what is wrong. */
export const publish = async (
  client: Client,
  key: string,
  plan: Plan,
  revision: number,
): Promise<Published> =>
  (
    await client<Published>(pathOf(key, "publish"), {
      method: "POST",
      body: { plan, revision },
    })
  ).data;

export const rollBack = async (
  client: Client,
  key: string,
  plan: Plan,
  version: number,
): Promise<Published> =>
  (
    await client<Published>(pathOf(key, "rollback"), {
      method: "POST",
      body: { plan, version },
    })
  ).data;
