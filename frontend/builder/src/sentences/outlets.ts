import type { Journey, StepId } from "@/definition/types";
import { nameInWords, type Sentence, say } from "./words";

export function outletSentence(journey: Journey, id: StepId, outlet: string): Sentence | null {
  return outlet === "next" || !journey.steps[id] ? null : say(nameInWords(outlet));
}
