/** The findings that are shown: the server's of what it has seen, ours of what has changed since. */

import type { StepId } from "@/definition/types";
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

export function findingsOf(document: Document, saving: Saving): Findings {
  const store = createStore<readonly Problem[]>(found(document, saving));
  let asked = false;
  // Once for all edits of one moment.
  const again = () => {
    if (asked) return;
    asked = true;
    oncePainted(() => {
      asked = false;
      store.set(() => found(document, saving));
    });
  };
  document.subscribe(again);
  saving.subscribe(again);
  return store;
}

function found(document: Document, saving: Saving): readonly Problem[] {
  const journey = document.journey();
  const { judged, saved } = saving.getState();
  const isOfThis = judged.readable && saved === journey;
  const hasChanged = (path: string) => isAnother(saved, journey, path);
  const all = merged(checked(journey), { problems: judged.problems, isOfThis, hasChanged });
  const former = (step: StepId) => formerTitle(document.getState(), step);
  return inOrder(journey, all).map((problem) => inForms(journey, problem, former));
}
