/**
 * What is wrong, for somebody who sees the forms and not the text: what to do is said in the words of
 * the labels, and steps by what they are called. Whoever writes the text reads what the rules say
 * themselves (`engine/validation`), by the keys it has.
 */

import type { Journey, StepId } from "@/definition/types";
import type { Problem } from "@/model/problem";
import { ofScenario } from "./ofScenarios";
import { nameInWords, stepTitle } from "./words";

/**
 * The finding as the forms say it. A guess at what was meant stays what it is. `former`: what a step
 * was called that is gone.
 */
export function inForms(
  journey: Journey,
  problem: Problem,
  former: (step: StepId) => string = (step) => stepTitle(journey, step),
): Problem {
  const { code, message, hint } = problem;
  if (code === "scenario_step" || code === "scenario_failed")
    return { ...problem, ...ofScenario(journey, problem, former) };
  const guessed = hint?.startsWith("Did you mean") ?? false;
  const said =
    MESSAGES[code]?.(message) ?? (OF_STEPS.has(code) ? titled(journey, message) : message);
  const helps = guessed ? hint : (hintFor(problem) ?? hint);
  // In a text, fields are seen as they are written.
  if (code === "unknown_variable") return { ...problem, message: said, hint: helps };
  return { ...problem, message: pathsInWords(said), hint: helps && pathsInWords(helps) };
}

/** `“account.plan”` as `“account plan”`. */
const pathsInWords = (said: string): string =>
  said.replace(/“((?:account|contact)\.[^”]+)”/g, (_, path: string) => `“${nameInWords(path)}”`);

function hintFor({ code, path, message, hint }: Problem): string | undefined {
  if (code === "endless_wait" && message.startsWith("If nobody"))
    return "Switch on “Wait only until it is due”, and choose where they go then.";
  if (code === "missing_key" && path === "name") return "Write it at the top.";
  if (code === "unknown_outcome" && path.split(".")[2] !== "on")
    return "Choose one of its answers.";
  if (code === "no_exit_on_churn")
    return hint?.replace("to “exit:” a rule", "a rule under “What takes them out at once”");
  return HINTS[code];
}

/** By code, where what is said names a key of the text. */
const HINTS: Readonly<Record<string, string>> = {
  approval_of_another: "Let the way “approved” lead to it, so that what is read is what goes out.",
  dangling_link: "Choose the step it leads to, or add one.",
  date_unknown: "Switch on “Wait only so long”, unless the date is sure to come.",
  duplicate_case: "Give each way a name of its own.",
  duplicate_way: "Give each way a name of its own.",
  endless_wait: "Switch on “Wait only so long”, and say where they go then.",
  enrolls_itself: "Choose another journey; to begin again, add a “Go to”.",
  event_inside_event: "Ask for both events beside each other, as “All of these hold”.",
  missing_key: "Fill it in.",
  needs_parts: "Choose a message that has some, or show this one another way.",
  needs_variables: "Click the field to say what else to write, or choose another text.",
  needs_target: "Say under “Points at” where it belongs, such as #new-project.",
  never_overdue: "Switch on “Due within some time” at the task.",
  no_audience_to_leave: "Say under “Who enters” whom the journey is for, or choose another rule.",
  no_triggers: "Choose under “Who enters” what starts it, unless that is meant.",
  no_way_to_an_exit: "Let one way lead to an end, unless only the goal or a rule takes them out.",
  not_a_message: "Choose a mail, an in-app message or a survey.",
  not_a_task: "Choose a task or an approval.",
  not_inside_yet: "Look at any time, or at the last days or weeks.",
  operator_does_not_fit: "Choose another comparison.",
  outcome_without_way: "Choose where it leads.",
  outside_the_window: "Look back further, or choose a shorter time.",
  overdue_never: "Switch on “Wait until it is done”, or take this way away.",
  overdue_without_due: "Switch on “Due within some time”.",
  parts_ignored: "Show it as a tour or a checklist, or choose another message.",
  passed_never: "Choose “Go another way” for a date that is past already, or take this way away.",
  passed_without_way: "Choose “Go on at once” for a date that is past already, or where they go.",
  property_outside_event: "Ask for a trait of the account or the contact instead.",
  recipient_ignored: "It changes nothing, and can be left out.",
  reminder_at_once: "Choose a longer time, such as 3 days.",
  same_outcome: "Say under “How it ended” what sets this one apart, unless they mean the same.",
  same_template: "Choose a text that needs less, or “Leave it out”.",
  skipped_without_way: "Choose where it leads then.",
  task_for_no_manager: "Choose somebody under “When the owner has no manager”.",
  task_for_nobody: "Choose somebody under “When the account has no owner”.",
  task_without_next: "Choose where it leads.",
  timeout_never: "Switch on “Wait only so long”, or take this way away.",
  unknown_outcome: "Add it to the answers, or take this way away.",
  unknown_template: "Write the message, or choose another.",
  unreachable_step: "Let a step lead to it, or remove it.",
  wait_for_nothing: "Choose under “Wait” what it waits for.",
  wait_for_two: "Choose under “Wait” which it is.",
  wait_limit: "Choose under “Wait” another kind of wait, and this one again.",
  wait_next: "Choose where each of its ways leads.",
  wait_outlets: "Take this way away.",
  wait_without_next: "Choose where it leads.",
  wait_without_on: "Choose where they go then.",
  wait_without_timeout: "Choose where they go then.",
  window_all_day: "Choose “At any time”, or two times that differ.",
  wrong_answer: "Take this way away, or choose another answer.",
  wrong_template: "Choose another text, or write a new one.",
};

/** By code, where the finding itself names a key. */
const MESSAGES: Readonly<Record<string, (message: string) => string>> = {
  date_unknown: (said) =>
    said.replace(
      /(account|contact)\.([\w.]+)/,
      (_, whose, name) => `${whose === "account" ? "an" : "a"} ${whose} ${nameInWords(name)}`,
    ),
  event_inside_event: () => "Within an event, no other events can be counted.",
  missing_key: (said) => said.replace(/“(\w+)”/, (_, key: string) => `“${nameInWords(key)}”`),
  needs_parts: (said) => said.replace("“steps”", "cards").replace("“items”", "things to do"),
  needs_variables: (said) =>
    said.replace(
      /\b(account|contact|owner)\.([\w.]+)/g,
      (_, whose: "account" | "contact" | "owner", name: string) =>
        `${{ account: "the account’s ", contact: "", owner: "the owner’s " }[whose]}${nameInWords(name)}`,
    ),
  operator_does_not_fit: (said) => said.replace(/^“\w+”/, "This comparison"),
  parts_ignored: (said) => said.replace("“steps”", "cards").replace("“items”", "things to do"),
  passed_never: () => "Nobody goes this way: when the date is past, customers go on at once.",
  timeout_never: () => "Nobody goes this way: nothing says how long is waited at most.",
  unknown_trait: (said) => said.replace(/“(.*?)”/, (_, name: string) => `“${nameInWords(name)}”`),
  wait_for_two: () => "This wait waits for a while, and for something else too.",
  wait_limit: () => "This wait says how long at most, though it ends by itself.",
  wait_next: () => "This wait has a way that nobody goes: it ends as it comes about, or too late.",
  wait_outlets: () => "This wait has a way that nobody goes.",
  wrong_answer: (said) => said.replace(/^“(.*?)”/, (_, answer) => `“${answer.replace("_", " ")}”`),
};

/** By code, where what stands in quotation marks is a step. */
const OF_STEPS: ReadonlySet<string> = new Set([
  "approval_of_another",
  "endless_wait",
  "loop_without_wait",
  "many_messages",
  "mark_of_mail",
  "mark_of_product",
  "mark_of_tours",
  "message_not_earlier",
  "never_overdue",
  "no_way_to_an_exit",
  "not_a_message",
  "not_a_task",
  "same_outcome",
  "task_not_earlier",
  "unknown_outcome",
  "unreachable_step",
]);

const titled = (journey: Journey, message: string): string =>
  message.replace(/“([^”]+)”/g, (whole, id) =>
    Object.hasOwn(journey.steps, id) ? `“${stepTitle(journey, id)}”` : whole,
  );
