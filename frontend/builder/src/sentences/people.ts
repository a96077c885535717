/** Whom a step is for: who gets a message, and whom a task is given to. `engine/sentences/people` */

import type { Assignment, Journey, Recipient, ToPool } from "@/definition/types";
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
  if (assign && "pool" in assign) return say("whoever is next in ", strong(poolInWords(assign)));
  const whose = assign && "role" in assign ? "the owner’s manager" : "the account’s owner";
  return say(strong(whose), otherwise(assign?.else));
}

function otherwise(other: string | ToPool | Missing): string {
  if (other && typeof other === "object") return `, else whoever is next in ${poolInWords(other)}`;
  return other ? `, else ${other}` : "";
}

const poolInWords = ({ pool }: { pool?: string }): string =>
  pool ? `“${nameInWords(pool)}”` : "a pool to be chosen";
