/** Walking a journey through by hand: `POST /api/v1/journeys/walk`. */

import type { StepId } from "@/definition/types";
import type { Sample } from "@/state/sample";
import type { Client } from "./client";
import { customerOf } from "./customers";

export interface Choice {
  step: StepId;
  what: "time" | "event" | "holds" | "date" | "answer" | "task" | "goal" | "exit";
  /** Another event than the one that is waited for. */
  event?: string | null;
  properties?: Record<string, unknown>;
  day?: string | null;
  score?: number | null;
  outcome?: string | null;
  exit?: number | null;
  /** When it happens; null: soon. */
  at?: string | null;
}

export interface Option {
  choice: Choice;
  label: string;
  /** The way out they then take, and where it leads; null: they stay, leave, or nobody can say. */
  outlet: string | null;
  to: StepId | null;
  at: string;
}

export interface Shown {
  channel: string;
  template: string;
  to: string | null;
  to_name: string | null;
  title: string;
  preheader: string;
  text: string;
  html: string | null;
  /** The address of its document, for a frame. */
  frame: string | null;
}

export interface Asked {
  kind: string;
  title: string;
  assignee: string | null;
  outcomes: string[];
  due_at: string | null;
}

export interface Evidence {
  about: string;
  rows: {
    depth: number;
    checked: string;
    found: string | null;
    at: string | null;
    holds: boolean | null;
  }[];
}

export interface Line {
  at: string;
  step: StepId | null;
  visit: number | null;
  kind: string;
  words: string;
  /** Why a message was left out, failed or was put off. */
  reason: string | null;
  until: string | null;
  evidence: Evidence[];
  outlet: string | null;
  to: StepId | null;
  message: Shown | null;
  task: Asked | null;
}

/** A link they went along. The empty step stands before the first one. */
export interface Travelled {
  step: StepId;
  outlet: string;
  to: StepId;
}

export interface Walk {
  zone: string;
  customer: string;
  entered: boolean;
  now: string;
  trace: Line[];
  visited: StepId[];
  links: Travelled[];
  used: number;
  /** Why they did not enter, why a choice does not fit any more, or what is broken. */
  stopped: { code: string; said: string } | null;
  waiting: {
    step: StepId;
    title: string;
    since: string;
    because: string | null;
    options: Option[];
  } | null;
  ended: { outcome: string; reason: string; at: string } | null;
}

export const walk = async (
  client: Client,
  definition: unknown,
  sample: Sample | null,
  begins: string,
  choices: readonly Choice[],
  signal: AbortSignal,
): Promise<Walk> => {
  const body = { definition, ...customerOf(sample), begins, choices };
  return (await client<Walk>("/journeys/walk", { method: "POST", body, signal })).data;
};
