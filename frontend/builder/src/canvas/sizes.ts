/** How big things on the canvas are: known without measuring, so that laying out is one pass. */

import { ENTRY } from "@/definition/links";
import type { Journey, StepId } from "@/definition/types";
import type { Link } from "@/model/graph";
import type { Size, Sizes } from "@/model/layout";
import { type Names, NO_NAMES } from "@/sentences/names";
import { entryLines } from "@/sentences/rules";
import type { Sentence } from "@/sentences/words";
import { FOLDED } from "./drawn";
import { sentenceOf, wordsOf } from "./saying";

const STEP: Size = { width: 272, height: 82 };
/** Of a step whose sentence is one line. */
const LOW = 64;
/** So many letters go on a line of a step's sentence, on the careful side. */
const LINE = 31;
/** As wide as so many others is a letter of what is said strongly. */
const STRONG = 1.1;
/** So much more than others takes a wide letter. */
const WIDE = 0.3;
const ENTRY_SIZE: Size = { width: 272, height: 64 };
const CHIP: Size = { width: 200, height: 44 };
export const SIGN: Size = { width: 168, height: 30 };
const LABEL_WIDTH = 190;
const LABEL_LINE = 17;
const LETTER = 6.4;

export function sizesOf(journey: Journey, names: Names = NO_NAMES): Sizes {
  return {
    box: (step) => (step === ENTRY ? entryOf(journey, names) : boxOf(journey, step, names)),
    label: (link) => labelOf(wordsOn(journey, link, names)),
    sign: () => SIGN,
  };
}

function entryOf(journey: Journey, names: Names): Size {
  const lines = entryLines(journey, names).map((line) => (isShort(line) ? 1 : 2));
  const more = lines.reduce<number>((sum, each) => sum + each, 0) - 1;
  return { ...ENTRY_SIZE, height: ENTRY_SIZE.height + more * (STEP.height - LOW) };
}

function boxOf(journey: Journey, id: StepId, names: Names): Size {
  const type = journey.steps[id]?.type;
  if (type === "exit" || type === "go_to") return CHIP;
  const letters = sentenceOf(journey, id, names).reduce((sum, run) => sum + run.text.length, 0);
  return letters <= LINE ? { ...STEP, height: LOW } : STEP;
}

/** The way in grows by the line, so it is reckoned to the letter. */
const isShort = (said: Sentence): boolean =>
  said.reduce((sum, { text, strong }) => sum + widthOf(text) * (strong ? STRONG : 1), 0) <= LINE;

const widthOf = (text: string): number =>
  text.length + WIDE * (text.match(/[\p{Lu}mw@%]/gu)?.length ?? 0);

/** What is written on a link; empty when nothing is. */
export function wordsOn(journey: Journey, link: Link, names: Names): string {
  if (link.source === ENTRY || link.outlet === FOLDED) return "";
  return wordsOf(journey, link.source, link.outlet, names);
}

function labelOf(words: string): Size | null {
  if (words === "") return null;
  const lines = words.length * LETTER > LABEL_WIDTH ? 2 : 1;
  const width = Math.min(LABEL_WIDTH, words.length * LETTER) + 20;
  return { width, height: lines * LABEL_LINE + 8 };
}

/** Below its words a line has room for one more, since from afar nothing is added there. */
export const linesFromAfar = ({ height }: Size): number => (height > LABEL_LINE + 8 ? 3 : 2);
