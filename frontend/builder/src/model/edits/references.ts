/** What a step says of other steps beside its links: conditions on their messages and tasks. */

import type { StepId } from "@/definition/types";

/** The same part of a definition, with every step it asks about named by `rename`. */
export function withReferences<T>(part: T, rename: (step: StepId) => StepId): T {
  return walked(part, rename) as T;
}

function walked(part: unknown, rename: (step: StepId) => StepId): unknown {
  if (Array.isArray(part)) return part.map((each) => walked(each, rename));
  if (typeof part !== "object" || part === null) return part;
  const given = part as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => [
      key,
      typeof value === "string" && refers(given, key) ? rename(value) : walked(value, rename),
    ]),
  );
}

function refers(part: Readonly<Record<string, unknown>>, key: string): boolean {
  if (key === "message") return "was" in part || part.type === "approve";
  return key === "task" && ("was" in part || "outcome" in part);
}
