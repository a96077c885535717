/** One customer's way through a journey, and leading them on: `/api/v1/enrollments`. */

import type { StepId } from "@/definition/types";
import type { Client } from "./client";

export interface Enrollment {
  /** What let them in: an event, an audience, somebody. */
  entered_by?: { by?: string };
  id: string;
  status: string;
  /** 0: a draft, as it was tried out. */
  version: number;
  account_name: string | null;
  contact_name: string | null;
  enrolled_at: string;
  ended_at: string | null;
  end_reason: string | null;
  goal_met_at?: string | null;
  is_test: boolean;
  seconds_per_day: number | null;
  diverted_to: string | null;
}

export interface EvidenceRow {
  depth: number;
  checked: string;
  found: string | null;
  at: string | null;
  holds: boolean | null;
}

export interface Evidence {
  about: string;
  rows: EvidenceRow[];
}

export interface Visit {
  step: StepId;
  title: string;
  visit: number;
  version: number;
  entered_at: string;
  left_at: string | null;
  outlet: string | null;
  next: StepId | null;
  next_title: string | null;
  words: string | null;
  reason: string | null;
  evidence: Evidence[];
  message: {
    id: string;
    channel: string;
    status: string;
    subject: string | null;
    to_address: string | null;
    reason: string | null;
    /** Of one in the product: whether anybody has seen it, in words. */
    in_product?: string | null;
  } | null;
  task: {
    id: string;
    title: string;
    status: string;
    outcome: string | null;
    assignee_name: string | null;
  } | null;
}

export interface SkipWay {
  outlet: string;
  words: string;
  to: StepId;
  to_title: string;
  by_time: boolean;
}

export interface MoveTarget {
  step: StepId;
  title: string;
  /** What they have had and would get again. */
  again: StepId[];
}

export interface Steering {
  refused: string | null;
  skip: SkipWay[];
  move: MoveTarget[];
  retry: boolean;
  retry_steps: StepId[];
}

export interface Now {
  step: StepId | null;
  title: string | null;
  visit: number | null;
  version: number;
  waiting_for: string | null;
  wakes_at: string | null;
  wakes_for: string | null;
  listens: { words: string }[];
  held_because: string | null;
  trouble: { error?: string } | null;
  exit_request: { reason?: string } | null;
  can: Steering;
}

export interface Path {
  enrollment: Enrollment;
  visits: Visit[];
  truncated: boolean;
  now: Now | null;
}

const at = (enrollment: string): string => `/enrollments/${encodeURIComponent(enrollment)}`;

export const pathOf = async (client: Client, enrollment: string): Promise<Path> =>
  (await client<Path>(`${at(enrollment)}/path`)).data;

/** Who entered last comes first. */
export async function searchEnrollments(
  client: Client,
  journey: string,
  search: string,
): Promise<Enrollment[]> {
  const query = new URLSearchParams({ journey, search, limit: "20" });
  return (await client<{ items: Enrollment[] }>(`/enrollments?${query}`)).data.items;
}

/** What is asked for; each needs a reason, which stays in the story. */
export type Order =
  | { what: "skip-wait"; outlet: string }
  | { what: "move"; to: StepId; again: boolean }
  | { what: "retry"; step: StepId | null }
  | { what: "exit" };

/** `seen`: where they stood when it was asked; if they have gone on since, nothing is done. */
export async function steer(
  client: Client,
  enrollment: string,
  seen: Now,
  order: Order,
  reason: string,
): Promise<void> {
  const { what, ...rest } = order;
  const place = { step: seen.step, visit: seen.visit, version: seen.version };
  const body = what === "exit" ? { reason } : { reason, seen: place, ...rest };
  await client(`${at(enrollment)}/${what}`, { method: "POST", body });
}

/** A passage for whoever tries the draft: everything comes to `divert_to`. */
export async function tryOut(
  client: Client,
  journey: string,
  customer: { account?: string; contact?: string },
  secondsPerDay: number,
  divertTo: string,
): Promise<string> {
  const { data } = await client<{ enrollment_id: string }>(
    `/journeys/${encodeURIComponent(journey)}/test-run`,
    {
      method: "POST",
      body: {
        ...customer,
        seconds_per_day: secondsPerDay,
        draft: true,
        divert_to: divertTo,
      },
    },
  );
  return data.enrollment_id;
}
