/** Holding a journey back, letting it go on, and ending it: `/api/v1/journeys/{key}/pause` and so on. */

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

/** Nobody enters any more, and nothing can be edited; those inside go to the end. For good. */
export async function archive(client: Client, journey: string): Promise<void> {
  await client(`/journeys/${encodeURIComponent(journey)}/archive`, { method: "POST" });
}
