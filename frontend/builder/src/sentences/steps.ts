import type { Journey, StepId } from "@/definition/types";
import { nameInWords, type Sentence, say } from "./words";

export function stepSentence(journey: Journey, id: StepId): Sentence {
  const step = journey.steps[id];
  return say(step ? nameInWords(step.type) : "");
}
