/**
 * What can be said of a journey without asking the server: that something of it is not finished.
 * Everything else is the server's to find; it has seen the draft a moment after each edit.
 */

import { kindOfCondition, OPERATORS } from "@/definition/conditions";
import { never } from "@/definition/links";
import type { Comparison, Condition, Journey, Step, StepId } from "@/definition/types";
import type { Problem } from "./problem";

export function checked(journey: Journey): Problem[] {
  const found: Problem[] = [];
  const say = (step: StepId | null, path: string, message: string) =>
    found.push({ code: "unfinished", severity: "blocking", step, path, message, hint: null });
  if (journey.name.trim() === "") say(null, "name", "Give the journey a name.");
  for (const [number, trigger] of (journey.entry.triggers ?? []).entries()) {
    const path = `entry.triggers.${number}`;
    if (trigger.event === "") say(null, `${path}.event`, "Choose the event that starts it.");
    condition(trigger.where, `${path}.where`, null, say);
  }
  condition(journey.entry.audience, "entry.audience", null, say);
  condition(journey.goal?.when, "goal.when", null, say);
  for (const [number, rule] of (journey.exit ?? []).entries())
    if ("when" in rule) condition(rule.when, `exit.${number}.when`, null, say);
  for (const [id, step] of Object.entries(journey.steps)) {
    const at = `steps.${id}`;
    for (const [path, message] of unfinished(step)) say(id, `${at}.${path}`, message);
    for (const [path, part] of conditions(step)) condition(part, `${at}.${path}`, id, say);
  }
  for (const [key, template] of Object.entries(journey.templates ?? {})) {
    const user = Object.entries(journey.steps).find(
      ([, step]) => "template" in step && step.template === key,
    );
    for (const [field, message] of TEXTS)
      if (template[field] === "") say(user?.[0] ?? null, `templates.${key}.${field}`, message);
  }
  return found;
}

type Say = (step: StepId | null, path: string, message: string) => void;

const TEXTS = [
  ["subject", "Write the subject of the mail."],
  ["title", "Write the title of the message."],
  ["body", "Write the message."],
] as const;

function unfinished(step: Step): [path: string, message: string][] {
  switch (step.type) {
    case "email":
    case "in_app":
    case "survey":
      return step.template === "" ? [["template", "Choose or write the message."]] : [];
    case "task":
      return step.title.trim() === "" ? [["title", "Write what is to be done."]] : [];
    case "approve":
      return step.message === "" ? [["message", "Choose the message that is looked at."]] : [];
    case "webhook":
      return step.url === "" ? [["url", "Write the address that is called."]] : [];
    case "notify":
      return [
        ...(step.channel === "" ? [["channel", "Choose the channel."] as [string, string]] : []),
        ...(step.text === "" ? [["text", "Write what is said."] as [string, string]] : []),
      ];
    case "update":
      return Object.keys(step.set).length === 0 ? [["set", "Choose a trait to set."]] : [];
    case "enroll":
      return step.journey === "" ? [["journey", "Choose the other journey."]] : [];
    case "wait": {
      const { until } = step;
      if (until && "event" in until && until.event === "")
        return [["until.event", "Choose the event that is waited for."]];
      if (until && "date" in until && until.date.trait === "")
        return [["until.date.trait", "Choose the date that is waited for."]];
      return [];
    }
    case "branch":
    case "split":
    case "go_to":
    case "exit":
      return [];
    default:
      return never(step);
  }
}

function conditions(step: Step): [path: string, condition: Condition | undefined][] {
  switch (step.type) {
    case "branch":
      return step.cases.map((each, number) => [`cases.${number}.when`, each.when]);
    case "wait": {
      const { until } = step;
      if (until && "when" in until) return [["until.when", until.when]];
      return until && "event" in until ? [["until.where", until.where]] : [];
    }
    default:
      return "skip_when" in step ? [["skip_when", step.skip_when]] : [];
  }
}

function condition(part: Condition | undefined, path: string, step: StepId | null, say: Say): void {
  if (part === undefined) return;
  const given = part as Record<string, unknown> & {
    all?: Condition[];
    any?: Condition[];
    not?: Condition;
  };
  switch (kindOfCondition(part)) {
    case "unchosen":
      say(step, path, "Choose what the condition looks at.");
      return;
    case "all":
    case "any": {
      const join = given.all ? "all" : "any";
      for (const [number, each] of (given[join] ?? []).entries())
        condition(each, `${path}.${join}.${number}`, step, say);
      return;
    }
    case "not":
      condition(given.not, `${path}.not`, step, say);
      return;
    case "event":
      if (given.event === "") say(step, `${path}.event`, "Choose the event.");
      condition(given.where as Condition | undefined, `${path}.where`, step, say);
      return;
    case "segment":
      if (given.segment === "") say(step, `${path}.segment`, "Choose the segment.");
      return;
    case "message":
      if (given.message === "") say(step, `${path}.message`, "Choose the message.");
      return;
    case "task":
      if (given.task === "") say(step, `${path}.task`, "Choose the task.");
      return;
    case "trait":
    case "property": {
      const subject = "trait" in given ? "trait" : "property";
      if (given[subject] === "") say(step, `${path}.${subject}`, `Choose the ${subject}.`);
      else compared(part, path, step, say);
      return;
    }
    default:
      compared(part, path, step, say);
  }
}

function compared(part: Condition, path: string, step: StepId | null, say: Say): void {
  const operator = OPERATORS.find((each) => each in part);
  const value = operator && (part as Comparison)[operator];
  if (operator === undefined) say(step, path, "Choose how it is compared.");
  else if (value == null || (Array.isArray(value) && value.length === 0))
    say(step, `${path}.${operator}`, "Choose what it is compared with.");
}
