/** When a wait would end, for a customer who came to it now: `POST /api/v1/journeys/dates`. */

import type { DayOfJourney, Duration, UntilDate, UntilTime } from "@/definition/types";
import type { Sample } from "@/state/sample";
import { ApiError, type Client } from "./client";
import { customerOf } from "./customers";

export type Spec = { for: Duration } | { until: DayOfJourney | UntilTime | UntilDate };

export interface Dated {
  /** In words: `Tuesday 8 December, 09:00`. */
  words: string;
  /** For whom it is said, where it could be for anybody. */
  whose: string | null;
}

/** Null when nobody can say. */
export async function datesOf(
  client: Client,
  spec: Spec,
  sample: Sample | null,
  signal: AbortSignal,
): Promise<Dated | null> {
  try {
    const body = { ...customerOf(sample), waits: [spec] };
    const answer = await client<{ dates: Dated[] }>("/journeys/dates", {
      method: "POST",
      body,
      signal,
    });
    return answer.data.dates[0] ?? null;
  } catch (error) {
    if (error instanceof ApiError || (error as Error).name === "AbortError") return null;
    throw error;
  }
}
