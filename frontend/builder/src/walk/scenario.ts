/** A walk as a scenario of the journey, so that it is tried out again before each publish. */

import type { Choice, Walk } from "@/api/walk";
import type { Scenario } from "@/definition/types";

/** Undefined where a choice cannot be written down: what was made to hold has no one cause. */
export function scenarioOf(
  name: string,
  walked: Walk,
  choices: readonly { choice: Choice; at: string | null }[],
  begins: string,
): Scenario | undefined {
  const happens: Record<string, unknown>[] = [];
  for (const { choice, at } of choices.slice(0, walked.used)) {
    if (choice.what === "time") continue;
    const when = { at: since(begins, at ?? begins) };
    if (choice.what === "event") {
      const { event } = choice;
      if (event == null) return undefined;
      happens.push({ ...when, event, properties: choice.properties ?? {} });
    } else if (choice.what === "answer") {
      happens.push({ ...when, survey: choice.step, score: choice.score });
    } else if (choice.what === "task") {
      happens.push({ ...when, task: choice.step, outcome: choice.outcome });
    } else return undefined;
  }
  const sent = walked.trace.filter((line) => line.message !== null && line.step !== null);
  const expect: Record<string, unknown>[] = sent.map((line) => ({ sends: line.step }));
  if (walked.waiting) expect.push({ reaches: walked.waiting.step });
  if (expect.length === 0) return undefined;
  return { name, ...(happens.length > 0 ? { happens } : {}), expect: unique(expect) };
}

/** In whole minutes. */
function since(begins: string, at: string): string {
  return `${Math.max(0, Math.round((Date.parse(at) - Date.parse(begins)) / 60_000))}m`;
}

function unique(expect: Record<string, unknown>[]): Record<string, unknown>[] {
  const seen = new Set<string>();
  return expect.filter((each) => {
    const key = JSON.stringify(each);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
