/** How big things on the canvas are: known without measuring, so that laying out is one pass. */

import { ENTRY } from "@/definition/links";
import type { Journey, Step, StepId } from "@/definition/types";
import type { Link } from "@/model/graph";
import type { Size, Sizes } from "@/model/layout";
import { type Names, NO_NAMES } from "@/sentences/names";
import { entryLines } from "@/sentences/rules";
import { type Sentence, say, stepTitle } from "@/sentences/words";
import { FOLDED } from "./drawn";
import { lengthOf, linesOf } from "./lines";
import { sentenceOf, wordsOf } from "./saying";

/** Of a step whose name and sentence are one line each. */
const STEP: Size = { width: 272, height: 64 };
const CHIP: Size = { width: 200, height: 44 };
/** So much higher is a step by the line. */
const LINE = 18;
const NAME_LINES = 3;
const SENTENCE_LINES = 4;
/** How long lines are, in sizes of their letters. */
const NAME = 15;
const SENTENCE = 16.4;
const CHIP_NAME = 10.5;
const CHIP_SENTENCE = 11.4;
const SIGN: Size = { width: 168, height: 30 };
const SIGN_LETTER = 12;
/** Beside the name on a sign. */
const SIGN_REST = 90;
const LABEL_WIDTH = 190;
const LABEL_LINE = 17;
const LABEL_LINES = 6;
const LABEL_LETTER = 11.5;

export function sizesOf(journey: Journey, names: Names = NO_NAMES): Sizes {
  return {
    box: (step) => (step === ENTRY ? entryOf(journey, names) : boxOf(journey, step, names)),
    label: (link) => labelOf(wordsOn(journey, link, names)),
    sign: (target) => signOf(stepTitle(journey, target)),
  };
}

function entryOf(journey: Journey, names: Names): Size {
  const lines = entryLines(journey, names).map((line) => atMost(SENTENCE_LINES, line, SENTENCE));
  return higher(STEP, lines.reduce((sum, each) => sum + each, 0) - 1);
}

/** What was said in a box, and how big that made it. */
const boxes = new WeakMap<Step, { title: string; said: Sentence; size: Size }>();
const UNSAID: Sentence = [];

/** Reckoned once for what is said: an edit changes that of one step. */
function boxOf(journey: Journey, id: StepId, names: Names): Size {
  const step = journey.steps[id];
  const title = stepTitle(journey, id);
  const said = !step || step.type === "exit" ? UNSAID : sentenceOf(journey, id, names);
  const known = step && boxes.get(step);
  if (known?.title === title && known.said === said) return known.size;
  const size = around(step?.type, say(title), said);
  if (step) boxes.set(step, { title, said, size });
  return size;
}

function around(type: Step["type"] | undefined, name: Sentence, said: Sentence): Size {
  if (type === "exit" || type === "go_to")
    return higher(CHIP, atMost(2, name, CHIP_NAME) + atMost(2, said, CHIP_SENTENCE) - 2);
  return higher(STEP, atMost(NAME_LINES, name, NAME) + atMost(SENTENCE_LINES, said, SENTENCE) - 2);
}

const atMost = (most: number, said: Sentence, room: number): number =>
  Math.min(most, linesOf(said, room));

const higher = ({ width, height }: Size, lines: number): Size => ({
  width,
  height: height + lines * LINE,
});

const signOf = (title: string): Size => ({
  ...SIGN,
  width: Math.min(STEP.width, Math.max(SIGN.width, lengthOf(title) * SIGN_LETTER + SIGN_REST)),
});

/** What is written on a link; empty when nothing is. */
export function wordsOn(journey: Journey, link: Link, names: Names): string {
  if (link.source === ENTRY || link.outlet === FOLDED) return "";
  return wordsOf(journey, link.source, link.outlet, names);
}

function labelOf(words: string): Size | null {
  if (words === "") return null;
  const width = Math.min(LABEL_WIDTH, lengthOf(words) * LABEL_LETTER);
  const lines = atMost(LABEL_LINES, say(words), LABEL_WIDTH / LABEL_LETTER);
  return { width: width + 20, height: lines * LABEL_LINE + 8 };
}

/** So many lines of large letters go between where it begins and a step, or a count, below it. */
export const linesFromAfar = ({ height }: Size, counted: boolean): number =>
  Math.floor((height + (counted ? 16 : 20)) / 20);
