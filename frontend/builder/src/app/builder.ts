/** The builder put together: its stores, and the server they speak to. One for each page. */

import { type Client, clientFor } from "@/api/client";
import type { Draft } from "@/api/draft";
import { type Vocabulary, vocabulary } from "@/api/vocabulary";
import type { Choice, Walk } from "@/api/walk";
import { hiding } from "@/canvas/drawn";
import { ENTRY } from "@/definition/links";
import type { Journey } from "@/definition/types";
import { doneElsewhere } from "@/sentences/elsewhere";
import { type Adding, addingOf } from "@/state/adding";
import { type Announcer, announcerOf } from "@/state/announcer";
import { type Question, questionOf } from "@/state/asked";
import { type Document, documentOf } from "@/state/document";
import { type Dragging, draggingOf } from "@/state/dragging";
import { type Folding, foldingOf } from "@/state/folding";
import { type Following, followingOf } from "@/state/following";
import { type Overlays, overlaysOf } from "@/state/overlay";
import { type Panels, panelsOf, type View } from "@/state/panels";
import { type Findings, findingsOf } from "@/state/problems";
import { recalled, remember } from "@/state/remembering";
import { type Samples, sampleOf } from "@/state/sample";
import { type Saving, savingOf } from "@/state/saving";
import { type Selection, selectionOf } from "@/state/selection";
import { type Simulating, simulatingOf } from "@/state/simulating";
import { createStore, type Store } from "@/state/store";
import { type Unread, unreadOf } from "@/state/unread";
import { type Writing, writingOf } from "@/state/writing";
import { redo, takeOver, undo } from "./commands";

/** The walk through, which its panel takes up again. */
export interface Walking {
  begins: string;
  /** Whether somebody has chosen when. */
  chosen?: boolean;
  choices: readonly Choice[];
  /** What came of it last; shown until it is walked again. */
  walked: Walk | null;
}

/** What the page says about who reads it. */
export interface Page {
  /** The journey's key. */
  journey: string;
  csrf: string;
  /** The reader's mail address. */
  reader: string;
  /** The zone times are shown in, an IANA name. */
  zone: string;
}

export interface Builder {
  page: Page;
  client: Client;
  /** As it was when the page was opened. */
  opened: Draft;
  /** It becomes so when the journey is archived while it lies open. */
  readonly readOnly: boolean;
  document: Document;
  saving: Saving;
  findings: Findings;
  selection: Selection;
  panels: Panels;
  overlays: Overlays;
  folding: Folding;
  following: Following;
  adding: Adding;
  dragging: Dragging;
  announcer: Announcer;
  sample: Samples;
  /** Over made-up customers, or over what happened; it goes on when its panel is closed. */
  simulating: Simulating;
  /** Of the journey's scenarios. */
  trying: Simulating;
  writing: Writing;
  walking: Store<Walking>;
  unread: Unread;
  vocabulary: Question<Vocabulary>;
  /** Goes back in all that was edited, or forth. Left out where texts are edited by themselves. */
  back?: (forth: boolean) => void;
}

export function builderOf(page: Page, opened: Draft, journey: Journey, view: View): Builder {
  const client = clientFor(page.csrf);
  const readOnly = opened.status === "archived";
  const document = documentOf(journey);
  // What one person has not saved is not taken for another's who signs in here after them.
  const edits = `${page.journey}/${page.reader}`;
  const { history, revision, base } = recalled(edits, journey, opened.revision, sessionStorage);
  const saving = savingOf(
    client,
    page.journey,
    document,
    { ...opened, revision },
    readOnly,
    // Where nothing is known of it, all that differs is asked.
    base ?? ({} as Journey),
    (merged, said) => {
      takeOver(builder, merged, said);
      announcer.show(said);
    },
  );
  // After the saving began, so that what a reload has interrupted is saved now.
  document.replace(history);
  remember(edits, document, saving, sessionStorage);
  // Whoever begins a journey is asked what starts it; on a phone the panel would hide the page.
  const begins = Object.keys(journey.steps).length <= 1 && view !== "outline" && !readOnly;
  const following = followingOf(window.location, window.history);
  const selection = selectionOf();
  // A page has led to a part of the journey's own form. A reload does not lead there again.
  const led = new URLSearchParams(window.location.search).get("at");
  if (led) {
    selection.choose(ENTRY, led);
    window.history.replaceState(window.history.state, "", window.location.pathname);
  }
  const announcer = announcerOf();
  const sample = sampleOf(page.journey, localStorage);
  const walking = createStore<Walking>({ begins: "", choices: [], walked: null });
  // What was chosen for one customer is not what another does.
  sample.subscribe(() =>
    walking.set((now) => ({
      ...now,
      choices: now.choices.length > 0 ? [] : now.choices,
      walked: null,
    })),
  );
  const folding = foldingOf(page.journey, localStorage);
  // What is chosen, by whatever way, is not folded away.
  selection.subscribe(() => {
    const { focus, steps } = selection.getState();
    if (focus !== null && steps.size === 1)
      folding.unfold(hiding(document.journey(), folding.getState(), focus));
  });
  let drawn = document.journey();
  document.subscribe(() => {
    const now = document.journey();
    folding.follow(drawn, now);
    drawn = now;
  });
  let { judged } = saving.getState();
  saving.subscribe(() => {
    const now = saving.getState().judged;
    const said = doneElsewhere(judged, now);
    judged = now;
    if (said !== null) announcer.show(said);
  });
  const builder: Builder = {
    page,
    client,
    opened,
    get readOnly() {
      return saving.getState().state === "read-only";
    },
    document,
    saving,
    findings: findingsOf(document, saving),
    selection,
    panels: panelsOf(view, following.getState() !== null ? "path" : led || begins ? "form" : null),
    overlays: overlaysOf(),
    folding,
    following,
    adding: addingOf(),
    dragging: draggingOf(),
    announcer,
    sample,
    simulating: simulatingOf(client, page.journey, document, announcer),
    trying: simulatingOf(client, page.journey, document, announcer),
    writing: writingOf(),
    walking,
    unread: unreadOf(edits, document, sessionStorage),
    vocabulary: questionOf(() => vocabulary(client)),
    back: (forth) => (forth ? redo : undo)(builder),
  };
  return builder;
}
