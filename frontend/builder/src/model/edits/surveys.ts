/** A survey by another question or another way to reach people: what it says and where it leads. */

import { freshId } from "@/definition/ids";
import type { Answer, Journey, Step, StepId, SurveyStep, Template } from "@/definition/types";
import { withKey } from "@/definition/without";

/** Answers that mean the same of either question. */
const TWINS: Readonly<Record<Answer, Answer>> = {
  promoter: "satisfied",
  passive: "neutral",
  detractor: "dissatisfied",
  satisfied: "promoter",
  neutral: "passive",
  dissatisfied: "detractor",
};

/** The survey with the other question; who was glad by the one is glad by the other. */
export function withQuestion(step: SurveyStep, kind: SurveyStep["kind"]): SurveyStep {
  if (kind === step.kind) return step;
  const ways = Object.entries(step.on ?? {}).map(([way, to]) => [TWINS[way as Answer] ?? way, to]);
  return withKey({ ...step, kind }, "on", step.on && Object.fromEntries(ways));
}

/**
 * The survey asked by the other channel. A mail has a subject and a message in the product a title:
 * a text nobody else uses becomes the other kind, else the survey gets one of its own.
 */
export function withChannel(
  journey: Journey,
  id: StepId,
  channel: NonNullable<SurveyStep["channel"]>,
): Journey {
  const step = journey.steps[id];
  if (step?.type !== "survey" || channel === (step.channel ?? "email")) return journey;
  const asked = { ...step, channel };
  const template = journey.templates?.[step.template];
  const heading = channel === "email" ? "subject" : "title";
  if (!template || heading in template)
    return { ...journey, steps: { ...journey.steps, [id]: asked } };
  const others = Object.entries(journey.steps).some(
    ([other, each]) =>
      "template" in each &&
      ((each.type === "survey" && each.remind?.template === step.template) ||
        (other !== id && each.template === step.template) ||
        (typeof each.missing === "object" && each.missing.template === step.template)),
  );
  const key = others ? freshId(id, journey.templates ?? {}) : step.template;
  return {
    ...journey,
    steps: { ...journey.steps, [id]: { ...asked, template: key } },
    templates: { ...journey.templates, [key]: converted(template, heading) },
  };
}

/** The reminder of a step with its text under another name, to be put into the step. */
export function withReminder(
  step: Step,
  name: (key: string) => string,
): Pick<SurveyStep, "remind"> {
  const remind = step.type === "survey" ? step.remind : undefined;
  return remind?.template ? { remind: { ...remind, template: name(remind.template) } } : {};
}

const converted = (template: Template, heading: "subject" | "title"): Template => ({
  [heading]: template.subject ?? template.title ?? "",
  body: template.body ?? "",
});
