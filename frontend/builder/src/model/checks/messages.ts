/** Messages have a text that fits, and ends have names of their own: of `engine/validation/touches`. */

import { isInApp, isOfLibrary } from "@/definition/templates";
import type { EmailStep, InAppStep, Journey, SurveyStep, Template } from "@/definition/types";
import type { Problem } from "../problem";
import { found, meant, type Path, warning } from "./finding";

/** How an enrollment ends that never reached an exit step. */
const RESERVED: readonly string[] = ["goal", "exited", "failed"];

export function* messageProblems(journey: Journey): Generator<Problem> {
  const used = new Set<string>();
  for (const [id, step] of Object.entries(journey.steps)) {
    const path: Path = ["steps", id];
    if (step.type === "email" || step.type === "in_app" || step.type === "survey") {
      used.add(step.template);
      if (step.missing != null && typeof step.missing === "object") used.add(step.missing.template);
      if (step.type === "survey" && step.remind?.template) used.add(step.remind.template);
      yield* message(journey, path, step);
    }
    if (step.type === "exit" && RESERVED.includes(step.outcome ?? "")) {
      const said = `“${step.outcome}” is what Onward calls an end of its own.`;
      yield found("reserved_outcome", [...path, "outcome"], said, "Choose another word.");
    }
  }
  yield* unused(journey, used);
}

type MessageStep = EmailStep | InAppStep | SurveyStep;

function* message(journey: Journey, path: Path, step: MessageStep): Generator<Problem> {
  yield* text(journey, step, [...path, "template"], step.template);
  if (step.type === "in_app") yield* inProduct(journey, path, step);
  if (step.missing != null && typeof step.missing === "object") {
    const where = [...path, "missing", "template"];
    if (step.missing.template && step.missing.template === step.template)
      yield found("same_template", where, "This would use the same template again.");
    else yield* text(journey, step, where, step.missing.template);
  }
  if (step.type === "survey" && step.remind?.template)
    yield* text(journey, step, [...path, "remind", "template"], step.remind.template);
  if (journey.subject === "contact" && step.to != null && typeof step.to === "object") {
    const said = "In a contact’s journey, messages always go to that contact.";
    yield warning("recipient_ignored", [...path, "to"], said);
  }
}

/** Of `engine/validation/in_product`. */
function* inProduct(journey: Journey, path: Path, step: InAppStep): Generator<Problem> {
  const pointsAt = step.target?.selector;
  if (step.format === "tooltip" && pointsAt == null) {
    const said = "A tooltip points at something, and this one does not say at what.";
    yield found("needs_target", [...path, "target"], said);
  } else if (step.format !== "tooltip" && pointsAt != null) {
    const said = "Only a tooltip points at something; the selector is not looked at here.";
    const hint = "Leave it out; the cards of a tour say themselves what they point at.";
    yield warning("selector_ignored", [...path, "target", "selector"], said, hint);
  }
  const others =
    step.missing != null && typeof step.missing === "object" ? [step.missing.template] : [];
  for (const name of [step.template, ...others]) {
    const template = journey.templates?.[name];
    if (template && isInApp(template)) yield* parts(path, step, name, template);
  }
}

const PARTS = [
  ["tour", "steps"],
  ["checklist", "items"],
] as const;

function* parts(path: Path, step: InAppStep, name: string, template: Template): Generator<Problem> {
  for (const [format, part] of PARTS) {
    const there = template[part] != null;
    if (step.format === format && !there) {
      const said = `The template “${name}” has no “${part}”: the ${format} would be empty.`;
      yield found("needs_parts", [...path, "template"], said);
    } else if (step.format !== format && there) {
      const said = `“${name}” has “${part}”, and a ${step.format ?? "feed"} does not show them.`;
      yield warning("parts_ignored", [...path, "format"], said);
    }
  }
}

/** What is not chosen yet is unfinished, and not unknown. */
function* text(journey: Journey, step: MessageStep, path: Path, name: string): Generator<Problem> {
  // What the library has, the server knows.
  if (!name || isOfLibrary(name)) return;
  const mail = step.type === "email" || (step.type === "survey" && step.channel !== "in_app");
  const templates = journey.templates ?? {};
  const fitting = Object.keys(templates).filter((key) => isInApp(templates[key] ?? {}) !== mail);
  if (!Object.hasOwn(templates, name)) {
    const said = `There is no template “${name}”.`;
    yield found("unknown_template", path, said, meant(name, fitting));
  } else if (!fitting.includes(name)) {
    const kind = mail ? "a mail" : "an in-app message";
    yield found("wrong_template", path, `“${name}” is not a template for ${kind}.`);
  }
}

function* unused(journey: Journey, used: ReadonlySet<string>): Generator<Problem> {
  for (const key of Object.keys(journey.templates ?? {})) {
    if (used.has(key)) continue;
    const said = `No step uses the template “${key}”.`;
    yield warning("unused_template", ["templates", key], said, "Remove it, or use it.");
  }
}
