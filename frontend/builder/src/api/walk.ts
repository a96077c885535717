/** Walking a journey through by hand: `POST /api/v1/journeys/walk`. */

import type { StepId } from "@/definition/types";
import type { Sample } from "@/state/sample";
import type { Client } from "./client";
import { customerOf } from "./customers";

export interface Choice {
  step: StepId;
  what: "time" | "event" | "holds" | "answer" | "task" | "goal";
  properties?: Record<string, unknown>;
  score?: number | null;
  outcome?: string | null;
}

export interface Option {
  choice: Choice;
  label: string;
  at: string | null;
}

export interface Line {
  at: string;
  step: StepId | null;
  kind: string;
  words: string;
  detail: Record<string, unknown>;
  outlet: string | null;
  to: StepId | null;
  message: { to: string | null; channel: string; title: string; text: string } | null;
}

export interface Walk {
  zone: string;
  customer: string;
  entered: boolean;
  because: string | null;
  lines: Line[];
  used: number;
  waiting: {
    step: StepId;
    title: string;
    since: string;
    because: string | null;
    options: Option[];
  } | null;
  ended: string | null;
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
