/** Somebody can enter, and who leaves the audience had one: `engine/validation/entering`. */

import { kindOfTrigger } from "@/definition/triggers";
import type { DateTrigger, Journey, Trigger } from "@/definition/types";
import type { Problem } from "../problem";
import { found, type Path, warning } from "./finding";

export function* entryProblems(journey: Journey): Generator<Problem> {
  if (!journey.entry.triggers?.length) {
    const message =
      "Nothing starts this journey: customers come by hand, by the API, or from another journey.";
    yield warning("no_triggers", ["entry", "triggers"], message);
  }
  for (const [number, trigger] of (journey.entry.triggers ?? []).entries())
    yield* ofTrigger(journey, trigger, ["entry", "triggers", number]);
  for (const [number, rule] of (journey.exit ?? []).entries()) {
    if (!("leaves" in rule) || journey.entry.audience != null) continue;
    const message = "This journey has no audience that anybody could leave.";
    yield found("no_audience_to_leave", ["exit", number], message);
  }
}

function* ofTrigger(journey: Journey, trigger: Trigger, path: Path): Generator<Problem> {
  const ofContacts = journey.subject === "contact";
  const kind = kindOfTrigger(trigger);
  if (kind === "health" && ofContacts) {
    const message = "Only accounts have health, and contacts go through this journey.";
    const hint = "Let accounts go through it, or begin with an event.";
    yield found("trigger_of_account", [...path, "health"], message, hint);
  }
  if (kind === "date" && !ofContacts) {
    if (!(trigger as DateTrigger).date?.trait?.startsWith("contact.")) return;
    const message = "Accounts go through this journey, and the date is a contact’s.";
    const hint = "Choose a date of the account, or let contacts go through it.";
    yield found("date_of_contact", [...path, "date", "trait"], message, hint);
  }
}
