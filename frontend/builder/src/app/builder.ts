/** The builder put together: its stores, and the server they speak to. One for each page. */

import { type Client, clientFor } from "@/api/client";
import { type Vocabulary, vocabulary } from "@/api/vocabulary";
import type { Journey } from "@/definition/types";
import { type Question, questionOf } from "@/state/asked";
import { type Document, documentOf } from "@/state/document";
import { type Panels, panelsOf, type View } from "@/state/panels";
import { type Selection, selectionOf } from "@/state/selection";

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
  document: Document;
  selection: Selection;
  panels: Panels;
  vocabulary: Question<Vocabulary>;
}

export function builderOf(page: Page, journey: Journey, view: View): Builder {
  const client = clientFor(page.csrf);
  return {
    page,
    client,
    document: documentOf(journey),
    selection: selectionOf(),
    panels: panelsOf(view),
    vocabulary: questionOf(() => vocabulary(client)),
  };
}
