/** Holding a journey back, and letting it go on: `/api/v1/journeys/{key}/pause` and `/resume`. */

import type { Client } from "./client";

/** What becomes of waits meanwhile: `keep`, their time goes on; `freeze`, it stands still. */
export type Clock = "keep" | "freeze";

export async function pause(client: Client, journey: string, clock: Clock): Promise<void> {
  await client(`/journeys/${encodeURIComponent(journey)}/pause`, {
    method: "POST",
    body: { clock },
  });
}

export async function resume(client: Client, journey: string): Promise<void> {
  await client(`/journeys/${encodeURIComponent(journey)}/resume`, { method: "POST" });
}
