/** Which steps of a journey a few letters mean. */

import type { Journey, StepId } from "@/definition/types";
import { type Names, NO_NAMES } from "@/sentences/names";
import { stepSentence } from "@/sentences/steps";
import { plain, stepTitle } from "@/sentences/words";
import { kindOf } from "@/steps";

export interface Found {
  id: StepId;
  title: string;
  text: string;
}

const MOST = 40;

/** Those that are called so come before those of which the sentence, the kind or the id says it. */
export function stepsFound(
  journey: Journey,
  query: string,
  names: Names = NO_NAMES,
): readonly Found[] {
  const asked = query.trim().toLowerCase();
  if (asked === "") return [];
  const says = (text: string) => text.toLowerCase().includes(asked);
  const found = Object.entries(journey.steps)
    .map(([id, step]) => ({
      id,
      kind: kindOf(step).name,
      title: stepTitle(journey, id),
      text: plain(stepSentence(journey, id, names)),
    }))
    .filter(({ id, kind, title, text }) => says(`${id} ${kind} ${title} ${text}`));
  const called = found.filter(({ title }) => says(title));
  return [...called, ...found.filter((each) => !called.includes(each))].slice(0, MOST);
}
