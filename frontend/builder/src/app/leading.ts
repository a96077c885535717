/** Where a finding is, in words, and the way there. */

import { ENTRY } from "@/definition/links";
import type { Journey } from "@/definition/types";
import { valueAt } from "@/model/places";
import type { Problem } from "@/model/problem";
import { nameInWords, stepTitle } from "@/sentences/words";
import type { Builder } from "./builder";

/** What it is about, as the forms call it: a step or a way of it, a scenario, or a part of the journey. */
export function placeOf(journey: Journey, { step, path }: Problem): string {
  const scenario = scenarioAt(path);
  if (scenario !== null) return `Scenario “${journey.scenarios?.[scenario]?.name ?? scenario + 1}”`;
  const [part = "", first, second, number] = path.split(".");
  if (step !== null) {
    const title = stepTitle(journey, step);
    const ways = valueAt(journey, `steps.${step}.${second}`);
    const way = part === "steps" && Array.isArray(ways) && ways[1] && ways[Number(number)]?.id;
    if (way) return `${title}, “${nameInWords(way)}”`;
    return second === "skip_when" ? `${title}, “Leave it out when”` : title;
  }
  const place = PARTS[part] ?? "The journey";
  if (first === "audience") return `${place}, “Only if”`;
  if (part === "exit" && journey.exit?.[1] && first) return `${place}, rule ${Number(first) + 1}`;
  if (first === "triggers" && journey.entry.triggers?.[1] && second)
    return `${place}, way in ${Number(second) + 1}`;
  return place;
}

const PARTS: Readonly<Record<string, string>> = {
  entry: "Who enters",
  goal: "The goal",
  exit: "What takes them out at once",
  send: "Sending",
};

/** Opens what it is about, at the field it is about. */
export function leadTo(builder: Builder, problem: Problem): void {
  const { selection, panels, writing, document } = builder;
  if (scenarioAt(problem.path) !== null) {
    panels.open("scenarios", problem.path);
    return;
  }
  const journey = document.journey();
  selection.choose(problem.step ?? ENTRY, fieldOf(problem, journey));
  panels.open("form");
  const [kind, key] = problem.path.split(".");
  // What some customers lack is written otherwise in the text.
  const text = problem.code === "needs_variables" ? valueAt(journey, problem.path) : key;
  if (kind === "templates" || (text !== key && Object.hasOwn(journey.templates ?? {}, `${text}`)))
    writing.open(`${text}`);
}

/** The number of the scenario the path lies in; null when it lies in none. */
export function scenarioAt(path: string): number | null {
  const found = /^scenarios\.(\d+)/.exec(path);
  return found ? Number(found[1]) : null;
}

/** The path within the step: `steps.welcome.cases.0.when` as `cases.0.when`. */
function fieldOf({ code, step, path }: Problem, { steps }: Journey): string {
  const about = step === null ? undefined : steps[step];
  // Of a task that nobody may ever answer: what is missing.
  if (code === "endless_wait" && about?.type === "task") return "on.overdue";
  const own = `steps.${step}.`;
  return step !== null && path.startsWith(own) ? path.slice(own.length) : path;
}
