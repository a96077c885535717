/** Somebody can enter, and who leaves the audience had one: `engine/validation/entering`. */

import type { Journey } from "@/definition/types";
import type { Problem } from "../problem";
import { found, warning } from "./finding";

export function* entryProblems(journey: Journey): Generator<Problem> {
  if (!journey.entry.triggers?.length) {
    const message =
      "Nothing starts this journey: customers come by hand, by the API, or from another journey.";
    const hint = "Add “triggers:” with an event, or fine if that is meant.";
    yield warning("no_triggers", ["entry", "triggers"], message, hint);
  }
  for (const [number, rule] of (journey.exit ?? []).entries()) {
    if (!("leaves" in rule) || journey.entry.audience != null) continue;
    const message = "This journey has no audience that anybody could leave.";
    const hint = "Add “audience:” under “entry”, or say what ends it with “when:”.";
    yield found("no_audience_to_leave", ["exit", number], message, hint);
  }
}
