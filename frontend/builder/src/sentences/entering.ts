/** What starts a journey, in words: `engine/sentences/entering`. What is not chosen yet is said as well. */

import { bandsOf, kindOfTrigger } from "@/definition/triggers";
import type {
  DateTrigger,
  EventTrigger,
  HealthTrigger,
  ScheduleTrigger,
  SegmentTrigger,
  Trigger,
} from "@/definition/types";
import { conditionSentence } from "./conditions";
import { called, type Names, NO_NAMES } from "./names";
import { scheduleSentence } from "./schedules";
import { onDate } from "./waits";
import { joined, type Sentence, say, strong } from "./words";

/** `when Account Created happens`, `90 days before account renewal date at 09:00`. */
export function triggerSentence(trigger: Trigger, names: Names = NO_NAMES): Sentence {
  switch (kindOfTrigger(trigger)) {
    case "event":
      return happens(trigger as EventTrigger, names);
    case "segment":
      return comesOrGoes(trigger as SegmentTrigger, names);
    case "health":
      return turns(trigger as HealthTrigger);
    case "date":
      return comes(trigger as DateTrigger);
    case "schedule":
      return scheduleSentence((trigger as ScheduleTrigger).schedule);
    case "unchosen":
      return say("when ", strong("something to be chosen"), " happens");
  }
}

function happens({ event, where }: EventTrigger, names: Names): Sentence {
  const name = strong(event || "an event to be chosen");
  if (!where) return say("when ", name, " happens");
  return say("when ", name, " happens and ", conditionSentence(where, undefined, names));
}

function comesOrGoes({ segment, change }: SegmentTrigger, names: Names): Sentence {
  const does = `when the customer ${change === "leaves" ? "leaves" : "enters"}`;
  if (!segment) return say(`${does} `, strong("a segment to be chosen"));
  return say(`${does} the segment `, strong(called(names.segments, segment)));
}

function turns(trigger: HealthTrigger): Sentence {
  const bands = bandsOf(trigger).map((band) => strong(band || "a band to be chosen"));
  const said = bands.length > 0 ? joined(bands, "or") : strong("a band to be chosen");
  return say("when the account’s health turns ", said);
}

function comes(moment: DateTrigger): Sentence {
  const late = moment.passed === "now" ? ", at once if that has passed" : "";
  return say(onDate(moment), late);
}
