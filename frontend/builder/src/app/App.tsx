/** Reads the draft, and opens the builder on it. */

import { useEffect, useState } from "react";
import { ApiError, clientFor, messageOf } from "@/api/client";
import { type Draft, readDraft } from "@/api/draft";
import { drawable } from "@/definition/reading";
import { isNarrow } from "@/state/narrow";
import { type Builder, builderOf, type Page } from "./builder";
import { BuilderProvider } from "./context";
import { Repair } from "./Repair";
import { Shell } from "./Shell";

export function App({ page }: { page: Page }) {
  const [opened, setOpened] = useState<Builder | Undrawable | { because: string } | null>(null);
  useEffect(() => {
    let current = true;
    open(page)
      .then((builder) => current && setOpened(builder))
      .catch((error: unknown) => {
        if (current) setOpened({ because: messageOf(error) });
        if (!(error instanceof ApiError)) throw error;
      });
    return () => {
      current = false;
    };
  }, [page]);
  if (opened === null) return <p className="b-loading">Opening the journey …</p>;
  if ("draft" in opened)
    return <Repair page={page} draft={opened.draft} because={opened.because} />;
  if ("because" in opened)
    return (
      <div className="b-failed" role="alert">
        <h1>This journey cannot be opened here</h1>
        <p>{opened.because}</p>
        <p>
          <a href={`/journeys/${page.journey}`}>Back to the journey</a>
        </p>
      </div>
    );
  return (
    <BuilderProvider builder={opened}>
      <Shell />
    </BuilderProvider>
  );
}

/** A draft that is kept, and can only be shown as text. */
interface Undrawable {
  draft: Draft;
  because: string;
}

async function open(page: Page): Promise<Builder | Undrawable> {
  const draft = await readDraft(clientFor(page.csrf), page.journey);
  const found = drawable(draft.definition);
  if ("because" in found) return { draft, because: found.because };
  // A phone has no room for a canvas: the outline comes first.
  return builderOf(
    page,
    draft,
    found.journey,
    isNarrow() && !location.search.includes("view=canvas") ? "outline" : "canvas",
  );
}
