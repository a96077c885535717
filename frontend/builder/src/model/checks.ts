/**
 * What can be said of a journey at once, without asking the server: that something of it is not
 * finished, and what is wrong with its shape. Each rule says what `engine/validation` says, which has
 * the last word; a journey that is not finished, the server cannot judge at all.
 */

import type { Journey } from "@/definition/types";
import { entryProblems } from "./checks/entering";
import { linkProblems } from "./checks/links";
import { loopProblems } from "./checks/loops";
import { messageProblems } from "./checks/messages";
import { unfinishedProblems } from "./checks/unfinished";
import { waitProblems } from "./checks/waits";
import { wayProblems } from "./checks/ways";
import { inOrder, type Problem } from "./problem";

/** In the order in which the server applies them. */
const RULES = [
  unfinishedProblems,
  entryProblems,
  linkProblems,
  wayProblems,
  loopProblems,
  waitProblems,
  messageProblems,
];

/** What the rules here look for. */
const CODES: ReadonlySet<string> = new Set([
  ...["no_triggers", "no_audience_to_leave", "trigger_of_account", "date_of_contact"],
  ...["dangling_link", "does_nothing", "unreachable_step", "no_way_to_an_exit"],
  ...["duplicate_case", "duplicate_way", "split_to_one", "wrong_answer"],
  ...["duplicate_outcome", "reserved_button", "outcome_without_way", "skipped_without_way"],
  ...["unknown_outcome", "task_without_next", "overdue_without_due", "overdue_never"],
  "loop_without_wait",
  ...["wait_for_nothing", "wait_for_two", "wait_without_next", "wait_outlets", "wait_limit"],
  ...["wait_next", "wait_without_on", "wait_without_timeout", "timeout_never"],
  ...["passed_without_way", "passed_never", "endless_wait", "date_unknown"],
  ...["unknown_template", "wrong_template", "same_template", "unused_template"],
  ...["recipient_ignored", "reserved_outcome"],
  ...["needs_target", "selector_ignored", "needs_parts", "parts_ignored"],
]);

/** Whether a finding of the server's is one that is made here as well. */
export function isFoundHere({ code, path }: Problem): boolean {
  // Conditions and scenarios name outcomes too; here only the ways out of a task are looked at.
  if (code === "unknown_outcome") return /^steps\.[^.]+\.on\./.test(path);
  return CODES.has(code);
}

/** Every problem, blocking ones first, then in the order of the definition. */
export function checked(journey: Journey): Problem[] {
  return inOrder(
    journey,
    RULES.flatMap((rule) => [...rule(journey)]),
  );
}
