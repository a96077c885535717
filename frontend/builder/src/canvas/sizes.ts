/** How big things on the canvas are, so that laying out is one pass: as their words are drawn. */

import { ENTRY } from "@/definition/links";
import type { Journey, StepId } from "@/definition/types";
import type { Link } from "@/model/graph";
import type { Size, Sizes } from "@/model/layout";
import { tied } from "@/parts/Said";
import { type Names, NO_NAMES } from "@/sentences/names";
import { entryLines } from "@/sentences/rules";
import { type Sentence, stepTitle } from "@/sentences/words";
import { FOLDED } from "./drawn";
import { lookNow, measured, type Part } from "./measuring";
import { sentenceOf, wordsOf } from "./saying";

/** The least of a step; of one that is small; and of what stands at a line that leads back. */
const STEP: Size = { width: 272, height: 64 };
const CHIP: Size = { width: 200, height: 44 };
const SIGN: Size = { width: 168, height: 30 };
/** Beside its words. */
const SIGN_REST = 40;
const LABEL: Size = { width: 40, height: 25 };

export const ENTERED = "Customers enter";

export function sizesOf(journey: Journey, names: Names = NO_NAMES): Sizes {
  const look = lookNow();
  const size = (part: Part) => measured(look, part);
  return {
    box: (step) =>
      step === ENTRY ? entryOf(size, journey, names) : boxOf(size, look, journey, step, names),
    label: (link) => labelOf(size, wordsOn(journey, link, names)),
    sign: (target) => signOf(size, stepTitle(journey, target)),
  };
}

type Sizing = (part: Part) => Size;

/** Of sentences that are the same one as before, without a look at their words. */
const ofSentences = new WeakMap<Sentence, { under: string; size: Size }>();

function entryOf(size: Sizing, journey: Journey, names: Names): Size {
  const lines = entryLines(journey, names).map((line) => part("b-step-line", line));
  return higher(STEP, size(box("b-step", ENTERED, ["span", "b-step-lines", ...lines])));
}

function boxOf(size: Sizing, look: string, journey: Journey, id: StepId, names: Names): Size {
  const type = journey.steps[id]?.type;
  const sentence = sentenceOf(journey, id, names);
  const title = stepTitle(journey, id);
  const under = `${look} ${title}`;
  const before = ofSentences.get(sentence);
  if (before?.under === under) return before.size;
  const said = type === "exit" ? [] : [part("b-step-text", sentence)];
  const found =
    type === "exit" || type === "go_to"
      ? higher(CHIP, size(box("b-step b-step-small b-step-end", title, ...said)))
      : higher(STEP, size(box("b-step", title, ...said)));
  ofSentences.set(sentence, { under, size: found });
  return found;
}

/** Only heights depend on words. */
const higher = (least: Size, { height }: Size): Size => ({
  ...least,
  height: Math.max(least.height, height),
});

/** What `StepNode` draws, as far as it takes room. */
const box = (name: string, title: string, ...said: Part[]): Part => [
  "button",
  name,
  ["span", "b-step-icon"],
  ["span", "b-step-words", ["span", "b-step-title", title], ...said],
];

const part = (name: string, said: Sentence): Part => [
  "span",
  name,
  ...said.map(({ text, strong }): Part | string =>
    strong ? ["strong", "", tied(text)] : tied(text),
  ),
];

function signOf(size: Sizing, title: string): Size {
  const { width } = size(["span", "b-sign", ["span", "", `Back to ${title}`]]);
  return { ...SIGN, width: Math.min(STEP.width, Math.max(SIGN.width, width + SIGN_REST)) };
}

/** What is written on a link; empty when nothing is. */
export function wordsOn(journey: Journey, link: Link, names: Names): string {
  if (link.source === ENTRY || link.outlet === FOLDED) return "";
  return wordsOf(journey, link.source, link.outlet, names);
}

function labelOf(size: Sizing, words: string): Size | null {
  if (words === "") return null;
  const { width, height } = size(["div", "b-label", ["span", "", words]]);
  return { width: Math.max(LABEL.width, width), height: Math.max(LABEL.height, height) };
}

/** So many lines of large letters go between where it begins and a step, or a count, below it. */
export const linesFromAfar = ({ height }: Size, counted: boolean): number =>
  Math.floor((height + (counted ? 16 : 20)) / 20);
