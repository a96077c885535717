/** What one type of step is to the builder. Each is a file of its own beside this one. */

import type { ComponentType } from "react";
import type { Journey, StepId, StepOf, StepTypeName, Template } from "@/definition/types";
import type { Problem } from "@/model/problem";
import type { IconName } from "@/parts/Icon";

/** How the menu sorts what can be added. */
export type Group = "reach" | "ask" | "wait" | "way" | "system" | "end";

export interface Making {
  journey: Journey;
  /** The id the new step will have. */
  id: StepId;
  /** Where the link comes from that it is put on, and where it led. */
  from: StepId;
  next: StepId;
}

export interface Made<S> {
  step: S;
  /** Templates that come with it, by key. */
  templates?: Record<string, Template>;
}

/** One line of the menu: a type of step, ready set up in one of the ways it is used. */
export interface Variant<S> {
  id: string;
  name: string;
  description: string;
  icon: IconName;
  /** Other words people search for it by. */
  words: string;
  /** What its id is made from; made fresh when taken. */
  stem: string;
  make: (making: Making) => Made<S>;
}

export interface FormProps<S> {
  id: StepId;
  step: S;
  journey: Journey;
  readOnly: boolean;
  /** The findings at this step. */
  problems: readonly Problem[];
  /** The step as it is now to be. `group`: the field, so that keystrokes are undone together. */
  change: (step: S, group?: string) => void;
  /** For what concerns more than the step: its template, its links. */
  edit: (edit: (journey: Journey) => Journey, group?: string) => void;
}

export interface Kind<T extends StepTypeName = StepTypeName> {
  type: T;
  name: string;
  icon: IconName;
  group: Group;
  variants: readonly Variant<StepOf<T>>[];
  Form: ComponentType<FormProps<StepOf<T>>>;
}
