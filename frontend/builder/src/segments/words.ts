/** What a segment's condition can be written with: what is known of its kind of customers. */

import type { Vocabulary } from "@/api/vocabulary";
import { kindOfCondition } from "@/definition/conditions";
import type { AllOf, AnyOf, Condition, EventHappened, Not } from "@/definition/types";

export type Kind = "account" | "contact";

/** An account knows no one contact's traits, and is in no segment of contacts. `own`: its own key. */
export function wordsFor(kind: Kind, own: string, vocabulary: Vocabulary): Vocabulary {
  return {
    ...vocabulary,
    traits: vocabulary.traits.filter(
      ({ path }) => kind === "contact" || !path.startsWith("contact."),
    ),
    segments: vocabulary.segments.filter(
      ({ key, subject }) => key !== own && (kind === "contact" || subject === "account"),
    ),
  };
}

/** The condition with events counted at any time where nothing is said: there is no entry. */
export function outsideOfJourneys(condition: Condition): Condition {
  switch (kindOfCondition(condition)) {
    case "all":
      return { all: (condition as AllOf).all.map(outsideOfJourneys) } as unknown as Condition;
    case "any":
      return { any: (condition as AnyOf).any.map(outsideOfJourneys) } as unknown as Condition;
    case "not":
      return { not: outsideOfJourneys((condition as Not).not) };
    case "event": {
      const asked = condition as EventHappened;
      return asked.within === undefined ? { ...asked, within: "ever" } : asked;
    }
    default:
      return condition;
  }
}
