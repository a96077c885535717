/** What a step was called that is gone. */

import type { Journey, StepId } from "@/definition/types";
import type { History } from "@/model/history";
import { stepTitle } from "@/sentences/words";

/** By the newest edit that still had it; of one that nobody here has seen, its id in words. */
export function formerTitle({ past, present }: History<Journey>, id: StepId): string {
  const had = [...past, present].findLast(({ steps }) => Object.hasOwn(steps, id));
  return stepTitle(had ?? present, id);
}

/** The same where it stands among steps that are there. */
export function titleOrGone(history: History<Journey>, id: StepId): string {
  const title = formerTitle(history, id);
  return Object.hasOwn(history.present.steps, id) ? title : `${title} (gone)`;
}
