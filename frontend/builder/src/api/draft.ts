/** The draft of a journey: read, saved, thrown away. `/api/v1/journeys/{key}/draft`. */

import type { Problem } from "@/model/problem";
import { ApiError, type Client } from "./client";

export interface Judged {
  revision: number;
  /** False: it equals what is live. */
  is_draft: boolean;
  saved_by: string | null;
  /** What they are called. */
  saved_by_name: string | null;
  saved_at: string | null;
  /** Whether it is a whole journey, finished or not. */
  readable: boolean;
  publishable: boolean;
  problems: Problem[];
  status: "draft" | "live" | "paused" | "archived";
  live_version: number | null;
}

export interface Draft extends Judged {
  key: string;
  name: string;
  definition: Record<string, unknown>;
}

const pathOf = (key: string): string => `/journeys/${encodeURIComponent(key)}/draft`;

export async function readDraft(client: Client, key: string): Promise<Draft> {
  return whole((await client<Draft>(pathOf(key))).data);
}

/** What a finding leaves unsaid is null, whichever way it came. */
function whole<J extends Judged>(judged: J): J {
  const problems = judged.problems.map((problem) => ({
    ...problem,
    step: problem.step ?? null,
    hint: problem.hint ?? null,
  }));
  return { ...judged, problems };
}

/** Raises ApiError: 412 when somebody saved in between. */
export async function saveDraft(
  client: Client,
  key: string,
  definition: unknown,
  revision: number,
  keepalive = false,
): Promise<Judged> {
  const asking = { method: "PUT", body: definition, etag: `"${revision}"`, keepalive } as const;
  const path = `${pathOf(key)}?quiet=true`;
  const { data } = await client<Judged | { behind: true }>(path, asking);
  if ("behind" in data) throw new ApiError("", 412, null, null);
  return whole(data);
}

export type Whose = "mine" | "theirs";

/** What both have changed, each in another way. */
export interface Clash {
  path: string;
  title: string;
  mine: string[];
  theirs: string[];
}

export interface Merged {
  /** Of what is kept by now. */
  revision: number;
  saved_by: string | null;
  saved_by_name: string | null;
  saved_at: string | null;
  /** The merge; where there are clashes, as they were chosen. */
  definition: Record<string, unknown>;
  /** What is kept by now. */
  theirs: Record<string, unknown>;
  clashes: Clash[];
  /** Whose changes were taken in. */
  said: string;
}

/** What was made here and elsewhere of one draft, as one. Nothing is saved. */
export const mergeDraft = async (
  client: Client,
  key: string,
  base: unknown,
  mine: unknown,
  choices: Readonly<Record<string, Whose>> = {},
): Promise<Merged> =>
  (
    await client<Merged>(`${pathOf(key)}/merge`, {
      method: "POST",
      body: { base, mine, choices },
    })
  ).data;

/** Back to what is live. */
export async function discardDraft(client: Client, key: string, revision: number): Promise<void> {
  await client(pathOf(key), { method: "DELETE", etag: `"${revision}"` });
}
