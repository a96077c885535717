/** The plan of a publish: what becomes of those who stand at each step, as the dialog holds it. */

import type { Fate, FateChoice, Plan, Preview, StepPreview } from "@/api/versions";
import type { StepId } from "@/definition/types";
import { joined, plain } from "@/sentences/words";

/** Why customers leave, where nobody says otherwise. */
export const REASON = "The journey was changed.";

/** A plan, and what the server says would come of it. */
export interface Planned {
  plan: Plan;
  seen: Preview;
}

export const planOf = (everyone: boolean, fates: Plan["fates"]): Plan =>
  everyone ? { everyone, fates } : { everyone, fates: {} };

/** The plan with what the server suggests wherever it must say something and does not. */
export function decided(plan: Plan, steps: readonly StepPreview[]): Plan {
  const open = steps.filter(({ step, fate }) => fate === null && !Object.hasOwn(plan.fates, step));
  if (!plan.everyone || open.length === 0) return plan;
  // The newest version comes first, and counts.
  const suggested = Object.fromEntries(open.toReversed().map((each) => [each.step, each.default]));
  return { ...plan, fates: { ...plan.fates, ...suggested } };
}

/** What would come of the plan once it says something everywhere. */
export async function plannedWith(
  plan: Plan,
  preview: (plan: Plan) => Promise<Preview>,
): Promise<Planned> {
  const seen = await preview(plan);
  const whole = decided(plan, seen.steps);
  return whole === plan ? { plan, seen } : { plan: whole, seen: await preview(whole) };
}

/** The plan with this reason for all who leave. Who leaves is the same whatever the reason. */
export function withReason(plan: Plan, reason: string): Plan {
  const said = { exit: reason.trim() || REASON };
  const fates = Object.entries(plan.fates).map(([step, fate]) => [
    step,
    kindOf(fate) === "exit" ? said : fate,
  ]);
  return { ...plan, fates: Object.fromEntries(fates) };
}

export const kindOf = (fate: Fate): FateChoice["kind"] => {
  if (typeof fate === "string") return fate;
  return "move" in fate ? "move" : "exit";
};

const MOVE = "move:";

/** As a choice of a select, and back. */
export const choiceOf = (fate: Fate): string =>
  typeof fate === "object" && "move" in fate ? MOVE + fate.move : kindOf(fate);

export function fateOf(value: string): Fate {
  if (value.startsWith(MOVE)) return { move: value.slice(MOVE.length) };
  return value === "exit" ? { exit: REASON } : value === "retime" ? "retime" : "continue";
}

export interface Choice {
  value: string;
  words: string;
  /** Why it cannot be chosen as the plan is. */
  because?: string;
}

/** What the plan says so far, by step: what was chosen, else what the server goes by. */
export const fatesOf = (
  steps: readonly StepPreview[],
  fates: Plan["fates"],
): Readonly<Record<StepId, Fate>> => ({
  ...Object.fromEntries(steps.map((each) => [each.step, fateAt(fates, each)])),
  ...fates,
});

/**
 * What the server offers for those who stand at a step, and where they may be moved. Each customer is
 * moved once: nobody is moved to where others are moved away from, or taken out.
 */
export function offered(
  { step, choices }: StepPreview,
  { steps, targets }: Pick<Preview, "steps" | "targets">,
  fates: Readonly<Record<StepId, Fate>> = {},
): { stay: Choice[]; move: Choice[] } {
  const comer = steps.find((other) => other.step !== step && targetOf(fates[other.step]) === step);
  const away = comer ? { because: `those at “${comer.title}” are moved here` } : {};
  const moves = choices.some(({ kind }) => kind === "move");
  return {
    stay: choices
      .filter(({ kind }) => kind !== "move")
      .map(({ kind, words }) => ({ value: kind, words, ...(kind === "exit" && away) })),
    move: targets
      .filter((target) => moves && target.step !== step)
      .map((target) => ({
        value: MOVE + target.step,
        words: target.title,
        ...(comer ? away : emptied(fates[target.step])),
      })),
  };
}

/** From so many choices on, they are not named one by one. */
const MANY = 4;

/** Why some of what is offered cannot be chosen: a sentence for each reason. */
export function hindered({ stay, move }: ReturnType<typeof offered>): string[] {
  const all = stay.find(({ because }) => because)?.because;
  if (all) return [`Nobody here can leave or be moved now: ${all}.`];
  const named = new Map<string, string[]>();
  for (const { words, because } of move)
    if (because) named.set(because, [...(named.get(because) ?? []), `“${words}”`]);
  return [...named].map(([because, steps]) => {
    const which = steps.length < MANY ? plain(joined(steps, "or")) : `${steps.length} of the steps`;
    return `Nobody can be moved to ${which} now: ${because}.`;
  });
}

/** Why nobody is moved to a step with such a fate of its own. */
function emptied(fate: Fate | undefined): { because?: string } {
  if (typeof fate !== "object") return {};
  return { because: "move" in fate ? "those there are moved elsewhere" : "those there leave" };
}

const targetOf = (fate: Fate | undefined): StepId | null =>
  typeof fate === "object" && "move" in fate ? fate.move : null;

/** What a choice means for those at the very step. */
export const explained = ({ choices }: StepPreview, fate: Fate): string | null =>
  choices.find(({ kind }) => kind === kindOf(fate))?.explained ?? null;

/** What the plan does at a step: what was chosen last, also before the server has answered. */
export const fateAt = (fates: Readonly<Record<StepId, Fate>>, each: StepPreview): Fate =>
  (Object.hasOwn(fates, each.step) ? fates[each.step] : each.fate) ?? each.default;
