/** Versions: compared, previewed, published, gone back to. */

import type { StepId } from "@/definition/types";
import type { Changes } from "@/model/diff";
import type { Problem } from "@/model/problem";
import type { Client } from "./client";

export interface Version {
  number: number;
  published_at: string;
  published_by: string;
  /** What they are called. */
  published_by_name: string;
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
  /** Of a text that people wrote: what text it is, and how it has changed. */
  about?: string | null;
  pieces?: {
    fate: "same" | "removed" | "added";
    text: string;
    looks?: ("bold" | "italic")[];
  }[];
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

/** One of the things that may become of those who stand at a step. */
export interface FateChoice {
  kind: "retime" | "continue" | "move" | "exit";
  /** Null: a step or a reason is still to be named. */
  fate: Fate | null;
  words: string;
  /** What it means for them, as a sentence or two. */
  explained: string;
}

/** Those who stand at one step of one version. */
export interface StepPreview {
  version: number;
  step: StepId;
  title: string;
  /** What it does, where nobody has named it. */
  detail: string | null;
  customers: number;
  change: "same" | "changed" | "gone";
  /** Null: the plan does not say, and must. */
  fate: Fate | null;
  to: StepId | null;
  to_title: string | null;
  /** The usual first. */
  choices: FateChoice[];
  /** What to suggest. */
  default: Fate;
  due_before: DueCount;
  due_after: DueCount;
}

/** A step of the new version that customers may be moved to. */
export interface TargetStep {
  step: StepId;
  title: string;
  kind: string;
}

/** A customer by name, with the way to their page. */
export interface Named {
  name: string;
  page: string;
}

/** Somebody for whom something is done, for example. */
export interface Recipient extends Named {
  at: string;
  /** Whether it is done for certain, or only by one of the ways before them. */
  certain: boolean;
}

/** One thing that is done, and for whom within 24 hours. */
export interface DueDeed {
  step: StepId;
  kind: string;
  title: string;
  /** A message's subject or title; or what a step does that nobody has named. */
  detail: string | null;
  /** As it is now. */
  before: DueCount;
  /** With the plan. */
  after: DueCount;
  /** The first few; where it is for nobody any more, of those for whom it would have been. */
  sample: Recipient[];
}

/** For how many customers something of a kind is done. */
export interface DueKind {
  kind: string;
  words: string;
  before: DueCount;
  after: DueCount;
}

/** Who comes in by the publish itself. */
export interface Entering {
  customers: number;
  /** All of it as a sentence or two. */
  said: string;
  sample: Named[];
  deeds: DueDeed[];
}

export interface Preview {
  customers: number;
  /** To another step. */
  moved: number;
  /** At their step, on the new version. */
  staying: number;
  continuing: number;
  leaving: number;
  /** The journey is, so that nothing goes out until it runs again. */
  paused?: boolean;
  kinds: DueKind[];
  deeds: DueDeed[];
  /** Null: nobody, and it need not be said. */
  entering: Entering | null;
  steps: StepPreview[];
  targets: TargetStep[];
  /** Of the draft it is about; null when it is about something else. */
  revision: number | null;
  problems: Problem[];
  /** What else is to be thought of before it goes out. */
  warnings?: Problem[];
}

/** What is to be live: the draft as it was saved last, or an earlier version. */
export type Target = { revision: number } | { version: number };

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

export const compare = async (
  client: Client,
  key: string,
  before: Side,
  after: Side,
  signal?: AbortSignal,
): Promise<Comparison> =>
  (
    await client<Comparison>(pathOf(key, "differences"), {
      method: "POST",
      body: { before, after },
      ...(signal && { signal }),
    })
  ).data;

/**
 * What publishing the draft, or going back to a version, would do to those inside. Raises ApiError:
 * 412 when somebody has saved another draft in between.
 */
export const preview = async (
  client: Client,
  key: string,
  plan: Plan,
  target: Target,
  signal: AbortSignal,
): Promise<Preview> =>
  (
    await client<Preview>(pathOf(key, "publish/preview"), {
      method: "POST",
      body: { plan, ...target },
      signal,
    })
  ).data;

/**
 * Publish the draft, or go back to a version. Raises ApiError: 412 when somebody saved in between,
 * 422 with what is wrong.
 */
export const publish = async (
  client: Client,
  key: string,
  plan: Plan,
  target: Target,
): Promise<Published> =>
  (
    await client<Published>(pathOf(key, "version" in target ? "rollback" : "publish"), {
      method: "POST",
      body: { plan, ...target },
    })
  ).data;
