/** When a wait would end, for a customer who came to it now: `POST /api/v1/journeys/dates`. */

import type { DayOfJourney, Duration, UntilDate, UntilTime } from "@/definition/types";
import type { Sample } from "@/state/sample";
import { ApiError, type Client } from "./client";
import { customerOf } from "./customers";

export type Spec = { for: Duration } | { until: DayOfJourney | UntilTime | UntilDate };

interface Dated {
  /** Null: it cannot be said. */
  at: string | null;
  words: string;
}

/** In words: `Tuesday 8 December, 09:00`. Null when nobody can say. */
export async function datesOf(
  client: Client,
  spec: Spec,
  sample: Sample | null,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    const body = { ...customerOf(sample), waits: [spec] };
    const answer = await client<{ dates: Dated[] }>("/journeys/dates", {
      method: "POST",
      body,
      signal,
    });
    return answer.data.dates[0]?.words ?? null;
  } catch (error) {
    if (error instanceof ApiError || (error as Error).name === "AbortError") return null;
    throw error;
  }
}
