/** What is wrong with a scenario. Which one it is, is said where it is said. */

import type { Journey, StepId } from "@/definition/types";
import type { Problem } from "@/model/problem";

type Words = Pick<Problem, "message" | "hint">;

/** `former`: what a step was called that is gone. */
export function ofScenario(
  journey: Journey,
  { code, path, message, hint }: Problem,
  former: (step: StepId) => string,
): Words {
  const [, number, part, , key] = path.split(".");
  const scenario = journey.scenarios?.[Number(number)];
  if (code === "scenario_failed")
    return { message: message.replace(`The scenario “${scenario?.name}” fails`, "It fails"), hint };
  const step = /^There is no step “(.*?)”/.exec(message)?.[1] ?? "";
  const isThere = Object.hasOwn(journey.steps, step);
  const says = SAID[`${part}.${key}`] ?? ((title: string) => `It names ${title}`);
  const count = scenario?.expect.length ?? 0;
  const only = part === "expect" && count === 1;
  return {
    message: `${says(`“${former(step)}”`)}, ${isThere ? (UNFIT[key ?? ""] ?? "which cannot be") : "a step that is gone"}.`,
    hint: only
      ? "Choose another step, or remove the scenario."
      : "Choose another step, or take it out.",
  };
}

/** By where it is named: what is said of a step there. */
const SAID: Readonly<Record<string, (title: string) => string>> = {
  "expect.sends": (title) => `It expects a message from ${title}`,
  "expect.asks": (title) => `It expects that a colleague is asked at ${title}`,
  "expect.reaches": (title) => `It expects that they come to ${title}`,
  "expect.never": (title) => `It expects that they never come to ${title}`,
  "happens.message": (title) => `In it, something happens to the message from ${title}`,
  "happens.task": (title) => `In it, a colleague answers ${title}`,
  "happens.survey": (title) => `In it, the survey of ${title} is answered`,
};

/** By the same key: why a step that is there is the wrong one. */
const UNFIT: Readonly<Record<string, string>> = {
  sends: "which sends no message",
  message: "which sends no message",
  asks: "which asks nobody for anything",
  task: "which asks nobody for anything",
  survey: "which is no survey",
};
