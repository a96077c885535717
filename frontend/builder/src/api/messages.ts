/** Messages while they are written: `/api/v1/templates`. */

import type { InAppFormat, Recipient, Step } from "@/definition/types";
import type { Problem } from "@/model/problem";
import type { Sample } from "@/state/sample";
import type { Client } from "./client";
import { customerOf } from "./customers";

/** Which step sends it, and so what it is. */
export interface Sending {
  kind: "email" | "in_app" | "survey";
  channel?: "email" | "in_app";
  survey_kind?: "nps" | "csat";
  format?: InAppFormat;
  to?: Recipient;
}

export interface Preview {
  channel: "email" | "in_app";
  subject: string | null;
  preheader: string | null;
  from: { name: string | null; address: string | null } | null;
  title: string | null;
  text: string;
  frame: string;
  to: { name: string | null; address: string | null; because: string } | null;
  nobody_because: string | null;
  missing: string[];
  problems: (Problem & { line?: number; column?: number })[];
  /** Each by day and by night. */
  inks?: Record<"button" | "label" | "link" | "edge", [string, string]>;
}

export interface MergeField {
  name: string;
  label: string;
  value: unknown;
  seen: number | null;
  type: string;
}

export interface MergeFields {
  groups: { name: string; label: string; fields: MergeField[] }[];
  filters: { name: string; example: string; does: string }[];
}

/** What the step says about how it is sent; a mail when none sends it. */
export function sendingOf(step: Step | undefined): Sending {
  switch (step?.type) {
    case "in_app":
      return { kind: "in_app", format: step.format ?? "feed", to: step.to ?? "primary" };
    case "survey":
      return {
        kind: "survey",
        channel: step.channel ?? "email",
        survey_kind: step.kind,
        to: step.to ?? "primary",
      };
    case "email":
      return { kind: "email", to: step.to ?? "primary" };
    default:
      return { kind: "email" };
  }
}

/** Whether it comes as a mail. */
export const isMail = ({ kind, channel }: Sending): boolean =>
  kind === "email" || (kind === "survey" && channel !== "in_app");

export interface Asked {
  template: unknown;
  sending: Sending;
  sample: Sample | null;
  /** The one to show; empty: the texts as they stand. Without it, the one they would read. */
  language?: string;
  journey: { key: string; name: string };
}

const bodyOf = ({ template, sending, sample, language, journey }: Asked) => ({
  template,
  ...(language === undefined ? {} : { language }),
  ...sending,
  ...customerOf(sample),
  journey,
});

export const preview = async (
  client: Client,
  asked: Asked,
  signal: AbortSignal,
): Promise<Preview> =>
  (
    await client<Preview>("/templates/preview", {
      method: "POST",
      body: bodyOf(asked),
      signal,
    })
  ).data;

/** `to`: whom of an account it is for. */
export const mergeFields = async (
  client: Client,
  sample: Sample | null,
  to: Recipient,
  journey: string,
): Promise<MergeFields> => {
  const asked = { ...customerOf(sample), to: JSON.stringify(to), journey };
  return (await client<MergeFields>(`/templates/fields?${new URLSearchParams(asked)}`)).data;
};

/** Sends it to the reader, and says by what id to ask for it; raises ApiError with why it may not. */
/** `kept_here`: it goes no further than the mailbox. */
export const testSend = async (
  client: Client,
  asked: Asked,
  to: string,
): Promise<{ id: string; kept_here: boolean }> => {
  const body = { ...bodyOf(asked), send_to: to };
  return (
    await client<{ id: string; kept_here: boolean }>("/templates/test-send", {
      method: "POST",
      body,
    })
  ).data;
};
