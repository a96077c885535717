/** The findings that are shown: the server's of what it has seen, ours of what has changed since. */

import type { Journey, StepId } from "@/definition/types";
import { checked } from "@/model/checks";
import { merged } from "@/model/merging";
import { isAnother } from "@/model/places";
import { inOrder, type Problem } from "@/model/problem";
import { inForms } from "@/sentences/findings";
import type { Document } from "./document";
import { formerTitle } from "./former";
import { oncePainted } from "./painting";
import type { Saving } from "./saving";
import { createStore, type Readable } from "./store";

export type Findings = Readable<readonly Problem[]>;

/** What the server has warned of last, and the journey it looked at. */
interface Warned {
  problems: readonly Problem[];
  of: Journey;
}

export function findingsOf(document: Document, saving: Saving): Findings {
  let warned: Warned = { problems: [], of: document.journey() };
  const look = () => {
    const { judged, saved } = saving.getState();
    if (judged.readable) warned = { problems: judged.problems.filter(isWarning), of: saved };
    return found(document, saving, warned);
  };
  const store = createStore<readonly Problem[]>(look());
  let asked = false;
  // Once for all edits of one moment.
  const again = () => {
    if (asked) return;
    asked = true;
    oncePainted(() => {
      asked = false;
      store.set(look);
    });
  };
  document.subscribe(again);
  saving.subscribe(again);
  return store;
}

function found(document: Document, saving: Saving, warned: Warned): readonly Problem[] {
  const journey = document.journey();
  const { judged, saved } = saving.getState();
  // Of what cannot be read the server says that alone, and what it warned of is so all the same.
  const kept = judged.readable
    ? []
    : warned.problems.filter(({ path }) => !isAnother(warned.of, journey, path));
  const isOfThis = judged.readable && saved === journey;
  const hasChanged = (path: string) => isAnother(saved, journey, path);
  const all = merged(checked(journey), {
    problems: [...judged.problems, ...kept],
    isOfThis,
    hasChanged,
  });
  const former = (step: StepId) => formerTitle(document.getState(), step);
  return inOrder(journey, all).map((problem) => inForms(journey, problem, former));
}

const isWarning = ({ severity }: Problem): boolean => severity === "warning";
