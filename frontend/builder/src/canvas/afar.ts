/** What steps are called from afar, where their sentences are not drawn. */

import type { Journey, StepId } from "@/definition/types";
import type { Names } from "@/sentences/names";
import { capitalized, nameInWords, plain, say, stepTitle } from "@/sentences/words";
import { KINDS } from "@/steps";
import { sentenceOf } from "./saying";

/** What a step does in a few words; null: its own name says it. */
export function briefly(journey: Journey, id: StepId, names: Names): string | null {
  const step = journey.steps[id];
  if (!step) return null;
  const said = sentenceOf(journey, id, names);
  if (step.type === "go_to") {
    const isThere = journey.steps[step.to]?.type !== "go_to";
    return (isThere && briefly(journey, step.to, names)) || stepTitle(journey, step.to);
  }
  const { name, variants } = KINDS[step.type];
  const made = [name, step.type, ...variants.map(({ stem }) => stem)];
  if (!isBare(stepTitle(journey, id), made)) return null;
  if (step.type === "exit") return capital(plain(said.filter(({ strong }) => strong)));
  const words = plain(said);
  const short = SHORT[step.type]?.exec(words)?.[1];
  return short ? capital(short) : words;
}

/** What of the sentence says most: of what is written its own words. */
const WRITTEN = /“(.+)”/s;
const SHORT: Readonly<Record<string, RegExp>> = {
  email: WRITTEN,
  in_app: WRITTEN,
  task: WRITTEN,
  notify: WRITTEN,
  survey: /(how [^;]+)/,
  branch: /(by .+)/s,
};

/** Whether a name says no more than what the step was made as: `Email 3`. */
function isBare(title: string, made: readonly string[]): boolean {
  const words = title.replace(/ \d+$/, "").toLowerCase();
  return made.some((name) => nameInWords(name).toLowerCase() === words);
}

const capital = (text: string): string => plain(capitalized(say(text)));
