/** A definition as YAML, and YAML as a definition: `POST /api/v1/journeys/convert`. */

import type { Problem } from "@/model/problem";
import type { Client } from "./client";

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
  const text = { content, type: "application/yaml" };
  const { definition, problems = [] } = (
    await client<{ definition: unknown; problems?: TextProblem[] }>(
      "/journeys/convert?to=json&quiet=true",
      { method: "POST", text },
    )
  ).data;
  const known = typeof definition === "object" && definition !== null;
  return { definition: known ? (definition as Record<string, unknown>) : null, problems };
}
