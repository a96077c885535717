/** Simulations: asked for, followed, cancelled. `/api/v1/simulations` */

import type { Expectation, StepId } from "@/definition/types";
import type { Client } from "./client";

export interface Report {
  customers: number;
  /** Who was watched: `of 500 made-up accounts`. Not of one kept from before. */
  among?: string;
  made_up?: boolean;
  /** What to know before any number. */
  opening?: string;
  /** What is on record is too short for the journey. */
  short?: boolean;
  begins: string;
  days: number;
  entries: { entered: number; refused: Record<string, number>; held_out: number };
  running: number;
  outcomes: Record<string, number>;
  exits: Record<string, number>;
  goal: { reached: number; rate: number; median_days: number | null } | null;
  messages: {
    sent: number;
    by_step: { step: StepId; channel: string; sent: number; skipped: number; failed: number }[];
    by_week: { week: number; contacts: Record<string, number>; sent: number; most: number }[];
    most_in_a_week: number;
  };
  tasks: {
    handed_out: number;
    done: number;
    by_step: Record<StepId, number>;
    by_week: { week: number; assignee: string | null; pool?: string | null; tasks: number }[];
  };
  arbiter: {
    sent: number;
    /** Messages and tasks for which there was no room under a cap. */
    crowded: number;
    deferred: Record<string, number>;
    skipped: Record<string, number>;
    failed: Record<string, number>;
  };
  occupancy: { day: number; inside: number; ended: number; at: Record<StepId, number> }[];
  steps: number;
  given_up: number;
  notes: string[];
  /** The numbers that matter most, in words. */
  figures: { name: string; figure: string; more: string }[];
  /** What was counted by its reasons, the most frequent first. */
  counts: { title: string; counted: { words: string; count: number }[] }[];
}

export interface ScenarioOutcome {
  name: string;
  passed: boolean;
  failures: string[];
  /** What was expected (empty: it fails whatever is), what happened instead, and the steps they came to. */
  unmet?: { expected: string; instead: string; way: { title: string; day: number }[] }[];
  /** What to expect so that it holds as the journey is now; null: that would not help. */
  now?: Expectation[] | null;
  time_zone: string;
  lines: { at: string; kind: string; step: StepId | null; said: string }[];
}

export interface Simulation {
  id: string;
  status: "queued" | "running" | "done" | "failed" | "cancelled";
  progress: number;
  reason: string | null;
  result: { report?: Report | null; scenarios?: ScenarioOutcome[] | null } | null;
}

export interface Order {
  what: "population" | "history" | "scenario";
  accounts?: number;
  days?: number;
  scenario?: string;
  /** Whether the other live journeys reach the same customers. */
  beside?: "live";
}

export const begin = async (
  client: Client,
  key: string,
  definition: unknown,
  order: Order,
): Promise<Simulation> =>
  (
    await client<Simulation>(`/journeys/${encodeURIComponent(key)}/simulate`, {
      method: "POST",
      body: { ...order, definition },
    })
  ).data;

export const follow = async (client: Client, id: string): Promise<Simulation> =>
  (await client<Simulation>(`/simulations/${id}`)).data;

export const cancel = async (client: Client, id: string): Promise<Simulation> =>
  (await client<Simulation>(`/simulations/${id}/cancel`, { method: "POST" })).data;
