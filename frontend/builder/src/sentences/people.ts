/** Whom a step is for: who gets a message, and whom a task is given to. `engine/sentences/people` */

import type { Assignment, Journey, Recipient, ToPool, UntilEvent } from "@/definition/types";
import { called, colleague, type Names, NO_NAMES } from "./names";
import { type Missing, nameInWords, type Piece, type Sentence, say, strong } from "./words";

/** `the champion, else the primary contact`. */
export function recipientSentence(journey: Journey, to: Recipient | Missing): Sentence {
  if (journey.subject === "contact") return say("the contact");
  if (to == null || typeof to === "string") return say("the ", strong("primary contact"));
  const instead = to.else === "primary" ? ", else the primary contact" : "";
  if ("roles" in to) {
    const limit = typeof to.at_most === "number" ? `, ${to.at_most} at most` : "";
    return say("every ", inRoles(to.roles, "and"), limit, instead);
  }
  return say("the ", strong(nameInWords(to.role) || "contact in a role to be chosen"), instead);
}

/** ` by every champion and admin`. Follows on the event; empty where it may be anybody. */
export function byWhom(until: UntilEvent): Sentence {
  const all = until.by === "all";
  if (until.roles == null) return all ? say(" by ", strong("everybody there")) : say();
  if (all) return say(" by every ", inRoles(until.roles, "and"));
  return say(" by the ", inRoles(until.roles, "or"));
}

function inRoles(roles: readonly string[] | Missing, by: "and" | "or"): Sentence {
  const chosen: unknown[] = Array.isArray(roles) ? roles : [];
  const names = chosen.flatMap<Piece>((role) =>
    typeof role === "string" && role !== "" ? [strong(nameInWords(role))] : [],
  );
  const last = names.pop() ?? strong("contact in a role to be chosen");
  const first = names.flatMap<Piece>((name, number) => (number > 0 ? [", ", name] : [name]));
  return say(...first, first.length > 0 ? ` ${by} ` : "", last);
}

/** `the account’s owner, else Kim Visser`. */
export function assigneeSentence(assign: Assignment | Missing, names: Names = NO_NAMES): Sentence {
  if (assign && "user" in assign)
    return say(strong(assign.user ? colleague(names, assign.user) : "a colleague to be chosen"));
  if (assign && "pool" in assign)
    return say("whoever is next in ", strong(poolInWords(assign, names)));
  const whose = assign && "role" in assign ? "the owner’s manager" : "the account’s owner";
  return say(strong(whose), otherwise(assign?.else, names));
}

function otherwise(other: string | ToPool | Missing, names: Names): string {
  if (other && typeof other === "object")
    return `, else whoever is next in ${poolInWords(other, names)}`;
  return other ? `, else ${colleague(names, other)}` : "";
}

const poolInWords = ({ pool }: { pool?: string }, names: Names): string =>
  pool ? `“${called(names.pools, pool)}”` : "a pool to be chosen";
