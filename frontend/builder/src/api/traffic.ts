/** Who is where, went on from where, and what came of it: `GET /api/v1/journeys/{key}/traffic`. */

import type { StepId } from "@/definition/types";
import type { Client } from "./client";

export interface StepTraffic {
  here: number;
  held: number;
  in_trouble: number;
  on_other_versions: number;
  passed: number;
  skipped: number;
  failed: number;
  converted: number;
  left: number;
  links: Record<string, number>;
}

export interface Traffic {
  version: number | null;
  shown: number | null;
  starting: number;
  steps: Record<StepId, StepTraffic>;
  versions: {
    version: number;
    is_live: boolean;
    entered: number;
    here: number;
    ended: number;
    reached_goal: number;
  }[];
  gone: { version: number; step: StepId; title: string; here: number }[];
}

/** `since`: an instant; null: from the beginning. */
export async function traffic(
  client: Client,
  key: string,
  version: number | null,
  since: string | null,
): Promise<Traffic> {
  const query = new URLSearchParams();
  if (version !== null) query.set("version", String(version));
  if (since !== null) query.set("since", since);
  const asked = query.toString();
  const path = `/journeys/${encodeURIComponent(key)}/traffic${asked ? `?${asked}` : ""}`;
  return (await client<Traffic>(path)).data;
}
