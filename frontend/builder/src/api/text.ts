/** A definition as YAML, and YAML as a definition: `POST /api/v1/journeys/convert`. */

import type { Problem } from "@/model/problem";
import { ApiError, type Client } from "./client";

export interface TextProblem extends Problem {
  line?: number;
  column?: number;
}

export async function toYaml(client: Client, definition: unknown): Promise<string> {
  const asking = { method: "POST", body: definition } as const;
  return (await client<{ text: string }>("/journeys/convert?to=yaml", asking)).data.text;
}

export interface FromYaml {
  /** Null: the text is not even keys and values. */
  definition: Record<string, unknown> | null;
  problems: TextProblem[];
}

export async function fromYaml(client: Client, content: string): Promise<FromYaml> {
  try {
    const text = { content, type: "application/yaml" };
    const answer = await client<{ definition: Record<string, unknown> }>(
      "/journeys/convert?to=json",
      { method: "POST", text },
    );
    return { definition: answer.data.definition, problems: [] };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 422) throw error;
    const body = error.body as { definition?: unknown; problems?: TextProblem[] };
    const known = typeof body.definition === "object" && body.definition !== null;
    return {
      definition: known ? (body.definition as Record<string, unknown>) : null,
      problems: body.problems ?? [],
    };
  }
}
