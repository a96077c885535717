import { expect, test } from "vitest";
import { links } from "@/definition/links";
import type { Journey, StepId } from "@/definition/types";
import { ALL } from "@/testing/shared";
import { unfinished } from "@/testing/unfinished";
import { outletSentence } from "./outlets";
import {
  audienceSentence,
  entrySentence,
  exitSentences,
  goalSentence,
  holdoutSentence,
  reentrySentence,
  sendingSentence,
  triggerSentences,
} from "./rules";
import { stepSentence } from "./steps";
import { plain, type Sentence, stepTitle } from "./words";

function ofRules(journey: Journey): (Sentence | null)[] {
  return [
    entrySentence(journey),
    ...triggerSentences(journey),
    audienceSentence(journey),
    reentrySentence(journey),
    holdoutSentence(journey),
    goalSentence(journey),
    ...exitSentences(journey),
    sendingSentence(journey.send),
  ];
}

function ofStep(journey: Journey, id: StepId): (Sentence | null)[] {
  const step = journey.steps[id];
  const ways = step ? links(step) : [];
  return [
    [{ text: stepTitle(journey, id) }],
    stepSentence(journey, id),
    ...ways.map(([outlet]) => outletSentence(journey, id, outlet)),
  ];
}

/** What is said of the part that is unfinished. */
function said(journey: Journey, [part, step]: readonly string[]): string[] {
  const sentences =
    part === "steps" && step !== undefined
      ? ofStep(journey, step)
      : [...ofRules(journey), ...Object.keys(journey.steps).flatMap((id) => ofStep(journey, id))];
  return sentences.filter((each) => each !== null).map(plain);
}

const NO_WORDS = /undefined|null|NaN|Infinity|\[object|=>/;
/** A sentence that stops in the middle. */
const CUT_OFF = /[ (]$|“”/;

test.each(["words", "contacts", "whole"])("whatever is missing of %s, it is said", (key) => {
  const found = [...unfinished(ALL[key] as Journey)].flatMap(({ path, left, draft }) =>
    said(draft, path)
      .filter((words) => NO_WORDS.test(words) || CUT_OFF.test(words))
      .map((words) => `${path.join(".")} = ${JSON.stringify(left)}: ${words}`),
  );
  expect(found).toEqual([]);
});
