/** Walking a journey through by hand: `POST /api/v1/journeys/walk`. */

import type { Scenario, StepId } from "@/definition/types";
import type { Sample } from "@/state/sample";
import type { Client } from "./client";
import { customerOf } from "./customers";
import type { Evidence } from "./enrollments";

/** Sent back as it was offered. */
export interface Choice {
  step: StepId;
  what: "time" | "event" | "holds" | "ahead" | "date" | "answer" | "task" | "goal" | "exit";
  score?: number | null;
  outcome?: string | null;
}

export interface Option {
  choice: Choice;
  label: string;
  /** Where it leads; null: nowhere, or nobody can say. */
  to?: StepId | null;
  at: string;
  /** Why nobody is at work that day: `a weekend`. */
  off?: string | null;
}

export interface Shown {
  to: string | null;
  title: string;
  text: string;
  /** The address of a document that shows it, for a frame; it is kept for some minutes. */
  frame: string | null;
}

export interface Line {
  at: string;
  step: StepId | null;
  /** As in a timeline: `sent`, `deferred`, `waiting` … */
  kind?: string;
  words: string;
  evidence: Evidence[];
  message: Shown | null;
  off?: string | null;
}

/** A link they went along. The empty step stands before the first one. */
export interface Travelled {
  step: StepId;
  outlet: string;
}

export interface Walk {
  zone: string;
  customer: string;
  entered: boolean;
  trace: Line[];
  visited: StepId[];
  links: Travelled[];
  used: number;
  /** Why they did not enter, why a choice does not fit any more, or what is broken. */
  stopped: { said: string } | null;
  waiting: { step: StepId; because: string | null; options: Option[] } | null;
  /** `outcome`: `completed`, `goal`, `exited`, or an end's own word. */
  ended: { reason: string; outcome: string; converted?: boolean } | null;
  /** The walk as a scenario without a name, or what of it none can say. */
  retold: {
    scenario: Omit<Scenario, "name"> | null;
    because: string | null;
    /** How much of what they had done before goes along; null: all that counts. */
    cut?: string | null;
    /** What it may be called. */
    name?: string | null;
  };
}

export const walk = async (
  client: Client,
  definition: unknown,
  sample: Sample | null,
  begins: string,
  choices: readonly Choice[],
  signal: AbortSignal,
): Promise<Walk> => {
  const body = { definition, ...customerOf(sample), begins, choices, frames: true };
  return (await client<Walk>("/journeys/walk", { method: "POST", body, signal })).data;
};
