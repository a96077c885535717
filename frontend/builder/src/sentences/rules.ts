/** The journey's own rules in words: who enters. `engine/sentences/rules` */

import type { EventTrigger, Journey } from "@/definition/types";
import { conditionSentence } from "./conditions";
import { capitalized, joined, type Piece, type Sentence, say, strong } from "./words";

const BY_HAND = "By hand, by the API, or from another journey";

/** What starts it, all triggers in one sentence. */
export function entrySentence(journey: Journey): Sentence {
  const triggers = journey.entry.triggers ?? [];
  if (triggers.length === 0) return say(BY_HAND);
  return capitalized(joined(triggers.map(trigger), "or"));
}

function trigger({ event, where }: EventTrigger): Sentence {
  const pieces: Piece[] = ["when ", strong(event || "an event to be chosen"), " happens"];
  if (where) pieces.push(" and ", conditionSentence(where));
  return say(...pieces);
}
