import type { Journey } from "@/definition/types";
import { type Sentence, say } from "./words";

export function entrySentence(_journey: Journey): Sentence {
  return say("Customers enter");
}
