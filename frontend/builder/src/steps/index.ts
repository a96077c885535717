/** Every type of step, and the lines of the menu they are added from. */

import type { Step, StepOf, StepTypeName } from "@/definition/types";
import { approve } from "./approve";
import { branch } from "./branch";
import { email } from "./email";
import { enroll } from "./enroll";
import { exit } from "./exit";
import { go_to } from "./go_to";
import { in_app } from "./in_app";
import type { Group, Kind, Variant } from "./kind";
import { notify } from "./notify";
import { split } from "./split";
import { survey } from "./survey";
import { task } from "./task";
import { update } from "./update";
import { wait } from "./wait";
import { webhook } from "./webhook";

/** Fails to compile when a type of step has no file of its own. */
export const KINDS: { readonly [T in StepTypeName]: Kind<T> } = {
  email,
  in_app,
  survey,
  task,
  approve,
  wait,
  branch,
  split,
  webhook,
  notify,
  update,
  enroll,
  go_to,
  exit,
};

export function kindOf<T extends StepTypeName>(step: StepOf<T>): Kind<T> {
  return KINDS[step.type as T] as unknown as Kind<T>;
}

export const GROUPS: readonly { group: Group; name: string }[] = [
  { group: "reach", name: "Reach the customer" },
  { group: "ask", name: "Ask a colleague" },
  { group: "wait", name: "Wait" },
  { group: "way", name: "Choose the way" },
  { group: "system", name: "Other systems" },
  { group: "end", name: "Go on elsewhere" },
];

export interface MenuLine extends Variant<Step> {
  type: StepTypeName;
  group: Group;
}

/** What can be added, in the order of the menu. */
export const MENU: readonly MenuLine[] = GROUPS.flatMap(({ group }) =>
  Object.values(KINDS)
    .filter((kind) => kind.group === group)
    .flatMap((kind) =>
      kind.variants.map((variant) => ({
        ...(variant as Variant<Step>),
        type: kind.type,
        group: kind.group,
      })),
    ),
);

/** The lines that fit what was typed, those that are called so before those that only say so. */
export function searched(query: string): readonly MenuLine[] {
  const found = MENU.filter((line) =>
    fits(query, `${line.name} ${line.words} ${line.description}`),
  );
  const called = found.filter((line) => fits(query, line.name));
  return [...called, ...found.filter((line) => !called.includes(line))];
}

/** Whether every word of what was typed begins a word of the text. */
export function fits(query: string, text: string): boolean {
  const asked = wordsOf(query);
  const words = wordsOf(text);
  return asked.every((each) => words.some((word) => word.startsWith(each)));
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
