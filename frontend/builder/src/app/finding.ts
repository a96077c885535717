/** Which steps of a journey a few letters mean. */

import type { Journey, StepId } from "@/definition/types";
import { type Names, NO_NAMES } from "@/sentences/names";
import { stepSentence } from "@/sentences/steps";
import { plain, stepTitle } from "@/sentences/words";

export interface Found {
  id: StepId;
  title: string;
  text: string;
}

const MOST = 8;

/** Those that are called so come before those of which only the sentence or the id says it. */
export function stepsFound(
  journey: Journey,
  query: string,
  names: Names = NO_NAMES,
): readonly Found[] {
  const asked = query.trim().toLowerCase();
  if (asked === "") return [];
  const says = (text: string) => text.toLowerCase().includes(asked);
  const found = Object.keys(journey.steps)
    .map((id) => ({
      id,
      title: stepTitle(journey, id),
      text: plain(stepSentence(journey, id, names)),
    }))
    .filter(({ id, title, text }) => says(`${id} ${title} ${text}`));
  const called = found.filter(({ title }) => says(title));
  return [...called, ...found.filter((each) => !called.includes(each))].slice(0, MOST);
}
