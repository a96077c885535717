/** A task and the buttons it has: each is a way out, and goes by the same name wherever it is asked for. */

import type { Condition, Duration, Journey, StepId, TaskStep } from "@/definition/types";
import { withKey } from "@/definition/without";
import { mainTarget, withOutlet } from "./outlets";

/** Words of our own, which no button can be called by. */
export const RESERVED: readonly string[] = ["next", "overdue", "skipped", "cancelled"];
const USUAL = ["done", "not-reached", "not-interested", "later"];

/** Why a button cannot be called so; null when it can. */
export function buttonRefusal(step: TaskStep, wanted: string): string | null {
  if (wanted === "") return "Give the answer a name.";
  if (RESERVED.includes(wanted)) return `“${wanted}” is a word of Onward’s own.`;
  return step.outcomes?.includes(wanted) ? "Another answer is called so." : null;
}

/**
 * The task with a button more, which leads to where most go anyhow. The first one goes on by `next`, as
 * the task did before: with a way of its own, what is drawn on below would be where nobody comes.
 */
export function withButton(step: TaskStep): TaskStep {
  const outcomes = step.outcomes ?? [];
  const target = mainTarget(step);
  if (target === undefined) return step;
  const name = freeName(outcomes);
  if (outcomes.length === 0 && step.next != null) return { ...step, outcomes: [name] };
  return withWays({ ...step, outcomes: [...outcomes, name] }, { ...step.on, [name]: target });
}

/** The task without the button. What only it led to is left for the journey to lose. */
export function withoutButton(step: TaskStep, outcome: string): TaskStep {
  const { [outcome]: _, ...ways } = step.on ?? {};
  return withWays(
    { ...step, outcomes: (step.outcomes ?? []).filter((each) => each !== outcome) },
    ways,
  );
}

/** The task that is gone on from at once: by `next`, as nobody waits for what comes of it. */
export function withoutButtons(step: TaskStep): TaskStep {
  const { outcomes: _, on, ...rest } = step;
  const next = step.next ?? mainTarget(step);
  if (next === undefined) return step;
  return withWays({ ...rest, next }, on?.skipped ? { skipped: on.skipped } : {});
}

/** The task due then, or at no time; only what is due can be overdue. */
export function withDue(step: TaskStep, due: Duration | undefined): TaskStep {
  if (due !== undefined) return { ...step, due };
  const { due: _, ...rest } = step;
  const { overdue: __, ...ways } = step.on ?? {};
  return withWays(rest, ways);
}

/** The task that is waited for no longer than until it is due, with the way there is then. */
export const withLate = (step: TaskStep): TaskStep =>
  withOutlet({ due: "2 business days", ...step }, "overdue");

/** The task left out when this holds, and the way there is then. */
export function withSkip(step: TaskStep, when: Condition | undefined): TaskStep {
  const ways = step.on ?? {};
  if (when === undefined) {
    const { skipped: _, ...rest } = ways;
    return withWays(withKey(step, "skip_when", undefined), rest);
  }
  const target = mainTarget(step);
  const open = step.next !== undefined || ways.skipped !== undefined || target === undefined;
  return withWays({ ...step, skip_when: when }, open ? ways : { ...ways, skipped: target });
}

/** The button by another name: in the task, and wherever the journey asks which one was pressed. */
export function withButtonRenamed(journey: Journey, id: StepId, from: string, to: string): Journey {
  const step = journey.steps[id];
  if (step?.type !== "task" || buttonRefusal(step, to) !== null) return journey;
  const renamed: TaskStep = withWays(
    { ...step, outcomes: (step.outcomes ?? []).map((each) => (each === from ? to : each)) },
    Object.fromEntries(
      Object.entries(step.on ?? {}).map(([way, target]) => [way === from ? to : way, target]),
    ),
  );
  return asked({ ...journey, steps: { ...journey.steps, [id]: renamed } }, id, from, to);
}

/** Conditions and scenarios name a button by its task: `{task: call, outcome: badly}`. */
function asked<T>(part: T, task: StepId, from: string, to: string): T {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    const given = value as Record<string, unknown>;
    const same = given.task === task && given.outcome === from;
    return Object.fromEntries(
      Object.entries(given).map(([key, each]) => [
        key,
        same && key === "outcome" ? to : walk(each),
      ]),
    );
  };
  return walk(part) as T;
}

function withWays(step: TaskStep, ways: Record<string, StepId>): TaskStep {
  return withKey(step, "on", Object.keys(ways).length > 0 ? ways : undefined);
}

function freeName(taken: readonly string[]): string {
  const free = USUAL.find((each) => !taken.includes(each));
  if (free) return free;
  for (let number = taken.length + 1; ; number += 1)
    if (!taken.includes(`outcome-${number}`)) return `outcome-${number}`;
}
