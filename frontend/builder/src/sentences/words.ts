/** What a sentence is made of, and how names in a definition read as words: `engine/sentences/words`. */

import type { Journey, Scalar, Step, StepId } from "@/definition/types";

/** A stretch of text of one emphasis. */
export interface Run {
  text: string;
  strong?: true;
}
export type Sentence = readonly Run[];
export type Piece = string | Run | Sentence;

/** Text that matters most in its sentence. */
export const strong = (text: string): Run => ({ text, strong: true });

/** One sentence out of text, emphasised text and other sentences. */
export function say(...pieces: Piece[]): Sentence {
  return pieces.flatMap(runs).filter((run) => run.text !== "");
}

function runs(piece: Piece): readonly Run[] {
  if (typeof piece === "string") return [{ text: piece }];
  return "text" in piece ? [piece] : piece;
}

/** The text alone. */
export const plain = (sentence: Sentence): string => sentence.map((run) => run.text).join("");

/** The same, beginning with a capital. */
export function capitalized(sentence: Sentence): Sentence {
  const [first, ...rest] = sentence;
  if (!first) return sentence;
  return [{ ...first, text: capital(first.text) }, ...rest];
}

/** `a, b and c`; `word` goes before the last. */
export function joined(parts: readonly Piece[], word: string): Sentence {
  return say(
    ...parts.flatMap((part, number): Piece[] => {
      if (number === 0) return [part];
      return [number === parts.length - 1 ? ` ${word} ` : ", ", part];
    }),
  );
}

/** A literal as people say it: yes and no for booleans; a text that could be taken for one in
 * quotation marks. */
export function valueInWords(value: Scalar): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "number" ? numberInWords(value) : plainInWords(value);
}

export const plainInWords = (text: string): string =>
  /^(yes|no|true|false)$/i.test(text) ? `“${text}”` : text;

/** As Python writes it: all digits of what is whole, and small fractions by their exponent. */
function numberInWords(value: number): string {
  if (Number.isInteger(value)) return String(BigInt(value));
  if (Math.abs(value) >= 1e-4) return String(value);
  return value.toExponential().replace(/-(\d)$/, "-0$1");
}

/** What a draft may not have given yet. */
export type Missing = null | undefined;

/** Stands for a text that is empty. */
export const NOTHING = "…";

/** `which-help` and `first_name` as `which help` and `first name`. */
export const nameInWords = (name: string | Missing): string =>
  (name ?? "").replace(/[_\-.\s]+/g, " ").trim();

/** Ids that the builder gives to what has a text of its own. */
const GIVEN = /^(?:email|in-app|tour|checklist|task)(?:-\d+)?$/;

/** So many letters of a text are enough to know a step by. */
const MOST = 60;

/** What people call the step: its name; else what its text begins with, where the builder has given it
 * its id, which says no more than its kind; else that id as words. Also of a step long gone. */
export function stepTitle(journey: Journey, id: StepId | Missing): string {
  const step = Object.hasOwn(journey.steps, id ?? "") ? journey.steps[id ?? ""] : undefined;
  return step?.name || (step && headingOf(journey, step, id ?? "")) || titleOf(id ?? "") || NOTHING;
}

function headingOf({ templates = {} }: Journey, step: Step, id: StepId): string {
  if (!GIVEN.test(id)) return "";
  const text = "template" in step ? templates[step.template] : step;
  const own = text && ("subject" in text ? text.subject : "title" in text ? text.title : "");
  const letters = [...templateInWords(own as string)];
  return letters.length > MOST
    ? `${letters.slice(0, MOST).join("").trimEnd()} …`
    : letters.join("");
}

const titles = new Map<StepId, string>();

/** `not-helped` as `Not helped`. Worked out once: a large journey has hundreds, and each is asked
 * for with every edit. */
export function titleOf(id: StepId): string {
  const known = titles.get(id) ?? abbreviated(capital(nameInWords(id)));
  titles.set(id, known);
  return known;
}

/** What is written in capitals, also where an id says it in small letters. */
const abbreviated = (words: string): string =>
  words.replace(/\b(?:csat|csm|nps)\b/gi, (letters) => letters.toUpperCase());

const capital = (text: string): string => text.replace(/^./su, (first) => first.toUpperCase());

const VARIABLE =
  /\{\{-?\s*([A-Za-z_][\p{L}\p{N}_]*(?:\.[A-Za-z_][\p{L}\p{N}_]*)*)(?:[^{}]|\{(?!\{))*\}\}/gu;
const OTHERWISE = /\{%-?\s*(?:else|elif)\b.*?\{%-?\s*endif\s*-?%\}/gs;
const TAG = /\{%.*?%\}/gs;

/**
 * Variables named: `Hi {{ contact.first_name }} of {{ account.name }}` is `Hi [first name] of
 * [account name]`. Of a choice the first way is shown.
 */
export function templateInWords(source: string | Missing): string {
  return (source ?? "")
    .replace(VARIABLE, (_, path: string) => `[${nameInWords(path.replace(/^contact\./, ""))}]`)
    .replace(OTHERWISE, "")
    .replace(TAG, "")
    .split(/\s+/)
    .filter(Boolean)
    .join(" ");
}

/** `30 %`, `33.3 %`. */
export function shareInWords(part: number, whole: number): string {
  const percent = tenths((100 * part) / whole);
  return percent > 0 ? `${percent} %` : "less than 0.1 %";
}

/** To one digit; what lies in the middle of two goes to the even one, as Python has it. */
function tenths(value: number): number {
  const middle = Number.isInteger(value * 4) && !Number.isInteger(value * 2);
  return middle ? (2 * Math.round(value * 5)) / 10 : Number(value.toFixed(1));
}
