/** Whom a step is for: who gets a message, and whom a task is given to. `engine/sentences/people` */

import type { Assignment, Journey, Recipient } from "@/definition/types";
import { type Missing, nameInWords, type Sentence, say, strong } from "./words";

/** `the champion, else the primary contact`. */
export function recipientSentence(journey: Journey, to: Recipient | Missing): Sentence {
  if (journey.subject === "contact") return say("the contact");
  if (to == null || typeof to === "string") return say("the ", strong("primary contact"));
  const instead = to.else === "primary" ? ", else the primary contact" : "";
  return say("the ", strong(nameInWords(to.role) || "contact in a role to be chosen"), instead);
}

/** `the account’s owner, else kim@example.com`. */
export function assigneeSentence(assign: Assignment | Missing): Sentence {
  if (assign && "user" in assign) return say(strong(assign.user || "a colleague to be chosen"));
  return say(strong("the account’s owner"), assign?.else ? `, else ${assign.else}` : "");
}
