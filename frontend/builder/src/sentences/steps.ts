/** What each step does when a customer comes to it: `engine/sentences/steps`. */

import { kindOfCondition, leavesOf } from "@/definition/conditions";
import { never } from "@/definition/links";
import { durationInWords } from "@/definition/times";
import type {
  ApproveStep,
  BranchStep,
  EmailStep,
  EventHappened,
  HealthIs,
  InAppStep,
  Journey,
  Leaf,
  MessageWas,
  PropertyIs,
  Remind,
  Scalar,
  SegmentIs,
  SplitStep,
  StepId,
  SurveyStep,
  TaskStep,
  TaskWas,
  TraitIs,
  UpdateStep,
} from "@/definition/types";
import { called, type Names, NO_NAMES } from "./names";
import { assigneeSentence, recipientSentence } from "./people";
import { limitSentence, waitSentence } from "./waits";
import {
  joined,
  NOTHING,
  nameInWords,
  type Piece,
  plain,
  plainInWords,
  type Run,
  type Sentence,
  say,
  shareInWords,
  stepTitle,
  strong,
  templateInWords,
  valueInWords,
} from "./words";

/** “Wait until first login, at most 7 days”. */
export function stepSentence(journey: Journey, id: StepId, names: Names = NO_NAMES): Sentence {
  const step = Object.hasOwn(journey.steps, id) ? journey.steps[id] : undefined;
  if (!step) return say();
  switch (step.type) {
    case "email":
      return say("Send ", template(journey, step), " to ", recipientSentence(journey, step.to));
    case "in_app":
      return say(
        SHOWN[step.format ?? "feed"] ?? SHOWN.feed,
        template(journey, step),
        " to ",
        recipientSentence(journey, step.to),
      );
    case "survey":
      return survey(journey, step);
    case "task":
      return task(step, names);
    case "approve":
      return approval(journey, step, names);
    case "webhook":
      return say("Call ", strong(step.url || "an address to be written"));
    case "notify": {
      const channel = called(names.channels, step.channel) || "to be chosen";
      const text = templateInWords(step.text) || NOTHING;
      return say("Tell the channel ", strong(channel), `: “${text}”`);
    }
    case "update":
      return update(step);
    case "enroll": {
      const other = called(names.journeys, step.journey) || "to be chosen";
      return say("Let them into the journey ", strong(other), " too");
    }
    case "split":
      return split(journey, step);
    case "go_to":
      return say("Go on at ", strong(stepTitle(journey, step.to)));
    case "wait":
      return say(
        "Wait ",
        waitSentence(step, (other) => stepTitle(journey, other), names),
      );
    case "branch":
      return branch(journey, step, names);
    case "exit":
      return say("The journey ends: ", strong(nameInWords(step.outcome) || "completed"));
    default:
      return never(step);
  }
}

const SHOWN = {
  feed: "Post ",
  banner: "Show the banner ",
  modal: "Open the window ",
  tooltip: "Show the tooltip ",
  tour: "Give the tour ",
  checklist: "Show the checklist ",
} as const;
const ASKED = {
  nps: "how likely they are to recommend you",
  csat: "how satisfied they are",
} as const;
const BY = { email: "by mail", in_app: "in the product" } as const;

function template(journey: Journey, step: EmailStep | InAppStep): Run {
  const templates = journey.templates ?? {};
  const found = Object.hasOwn(templates, step.template) ? templates[step.template] : undefined;
  const heading = found?.subject ?? found?.title;
  if (heading == null)
    return strong(step.template ? `“${nameInWords(step.template)}”` : "a message to be chosen");
  return strong(heading === "" ? "a message to be written" : `“${templateInWords(heading)}”`);
}

function survey(journey: Journey, step: SurveyStep): Sentence {
  const whom = recipientSentence(journey, step.to);
  const how = BY[step.channel ?? "email"] ?? BY.email;
  const asked = strong(ASKED[step.kind] ?? "a question to be chosen");
  const remind = step.remind ? reminder(step.remind) : "";
  return say("Ask ", whom, ` ${how} `, asked, "; wait ", limitSentence(step.at_most), remind);
}

function reminder({ after }: Remind): Sentence {
  const length = typeof after === "string" ? after : undefined;
  return say(", and remind them after ", strong(durationInWords(length)));
}

function task(step: TaskStep, names: Names): Sentence {
  const whom = assigneeSentence(step.assign, names);
  const comma = plain(whom).includes(", else ") ? "," : "";
  const title = templateInWords(step.title);
  const pieces: Piece[] = title
    ? ["Ask ", whom, `${comma} to “${title}”`]
    : ["Ask ", whom, `${comma} to do `, strong("something to be written")];
  if (step.due != null) pieces.push(", due in ", strong(durationInWords(step.due)));
  const late = Array.isArray(step.escalate) ? step.escalate[0] : step.escalate;
  if (late != null) pieces.push(`; escalated when ${durationInWords(late.after)} late`);
  if (step.outcomes != null) pieces.push(", and wait for the answer");
  return say(...pieces);
}

function approval(journey: Journey, step: ApproveStep, names: Names): Sentence {
  const whom = assigneeSentence(step.assign, names);
  const comma = plain(whom).includes(", else ") ? "," : "";
  const what = strong(
    step.message ? `“${stepTitle(journey, step.message)}”` : "a message to be chosen",
  );
  const then = (step.silence || "approved") === "approved" ? "it goes out" : "it stays unsent";
  const due = strong(durationInWords(step.due));
  return say("Have ", whom, `${comma} approve `, what, " within ", due, `; if silent, ${then}`);
}

function update(step: UpdateStep): Sentence {
  const entries = Object.entries(step.set ?? {});
  const given = entries.flatMap(([trait, value]) =>
    value === null ? [] : [say(strong(nameInWords(trait)), " to ", strong(written(value)))],
  );
  const taken = entries.flatMap(([trait, value]) =>
    value === null ? [strong(nameInWords(trait))] : [],
  );
  if (entries.length === 0) return say("Set ", strong("a trait to be chosen"));
  const pieces: Piece[] = given.length > 0 ? ["Set ", joined(given, "and")] : [];
  if (taken.length > 0)
    pieces.push(given.length > 0 ? "; take away " : "Take away ", joined(taken, "and"));
  return say(...pieces);
}

const written = (value: Scalar): string =>
  typeof value === "string" ? plainInWords(templateInWords(value)) || NOTHING : valueInWords(value);

function split(journey: Journey, step: SplitStep): Sentence {
  const whole = step.ways.reduce((sum, way) => sum + (way.weight ?? 1), 0);
  const shares = step.ways.map((way) =>
    say(strong(nameInWords(way.id)), " ", shareInWords(way.weight ?? 1, whole)),
  );
  return say(
    `Part the ${journey.subject || "account"}s by lot: `,
    joined(shares.length > 0 ? shares : [strong("ways to be written")], "and"),
  );
}

function branch(journey: Journey, step: BranchStep, names: Names): Sentence {
  const subjects = step.cases.flatMap((each) =>
    leavesOf(each.when).map((leaf) => subject(journey, leaf, names)),
  );
  if (subjects.length === 0) return say("Choose the way by ", strong("a condition to be chosen"));
  return say("Choose the way by ", joined([...new Set(subjects)].map(strong), "and"));
}

function subject(journey: Journey, leaf: Leaf, names: Names): string {
  switch (kindOfCondition(leaf)) {
    case "trait":
      return nameInWords((leaf as TraitIs).trait) || "a trait";
    case "event":
      return (leaf as EventHappened).event || "an event";
    case "property":
      return nameInWords((leaf as PropertyIs).property) || "a property";
    case "message":
      return `what became of “${stepTitle(journey, (leaf as MessageWas).message)}”`;
    case "task":
      return `what became of “${stepTitle(journey, (leaf as TaskWas).task)}”`;
    case "health":
      return `the health ${(leaf as HealthIs).health ?? ""}`.trim();
    case "segment":
      return `the segment ${called(names.segments, (leaf as SegmentIs).segment) || NOTHING}`;
    default:
      return "the calendar";
  }
}
