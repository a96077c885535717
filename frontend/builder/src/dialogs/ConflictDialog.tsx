/** A colleague, or one's own other window, has saved the same draft meanwhile: what was changed, and
 * what is to become of it. */

import { useEffect, useState } from "react";
import { ApiError } from "@/api/client";
import { type Draft, readDraft } from "@/api/draft";
import { type Comparison, compare, type Side } from "@/api/versions";
import * as commands from "@/app/commands";
import { useBuilder } from "@/app/context";
import { drawable } from "@/definition/reading";
import type { Journey } from "@/definition/types";
import { ago } from "@/times/moment";
import { Differences } from "@/versions/Differences";
import { Dialog } from "./Dialog";

interface Found {
  theirs: Draft;
  /** What has become of the draft as it was when both had it, there and here. */
  there: Comparison;
  here: Comparison;
}

const OTHERS = {
  title: "Somebody else has saved this draft",
  keep: "Keep mine, and save over theirs",
  take: "Take theirs",
  there: "What they have changed",
  here: "What you have changed",
};
const OWN = {
  title: "You have saved this draft in another window",
  keep: "Keep what is here, and save over it",
  take: "Take what is there",
  there: "What has changed in the other window",
  here: "What has changed here",
};

const side = (journey: Journey): Side => ({ definition: { ...journey } });

export default function ConflictDialog() {
  const builder = useBuilder();
  const { client, page, document: edited, saving, panels } = builder;
  const [found, setFound] = useState<Found | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    async function look() {
      const theirs = await readDraft(client, page.journey);
      const before = side(saving.getState().saved);
      const to = (after: Side) => compare(client, page.journey, before, after);
      const [there, here] = await Promise.all([
        to({ definition: theirs.definition }),
        to(side(edited.journey())),
      ]);
      if (current) setFound({ theirs, there, here });
    }
    look().catch((error: unknown) => {
      if (current) setFailed(error instanceof ApiError ? error.message : "Something went wrong.");
    });
    return () => {
      current = false;
    };
  }, [client, edited, page.journey, saving]);
  const theirs = found?.theirs;
  const own = theirs?.saved_by === page.reader;
  const words = own ? OWN : OTHERS;
  const title = theirs ? words.title : "This draft has been saved elsewhere";
  const drawn = theirs && drawable(theirs.definition);
  const take = () => {
    if (!theirs || !drawn || !("journey" in drawn)) return;
    commands.takeOver(builder, drawn.journey);
    saving.took(theirs, drawn.journey);
    panels.close();
  };
  const keep = () => {
    if (!theirs) return;
    // Theirs stays one step back, where it can be drawn; the audit keeps it in any case.
    const mine = edited.journey();
    if (drawn && "journey" in drawn) edited.edit(() => drawn.journey);
    edited.edit(() => mine);
    saving.overwrite(theirs.revision);
    panels.close();
  };
  return (
    <Dialog
      title={title}
      close={panels.close}
      foot={
        <>
          <button type="button" className="b-button" disabled={!found} onClick={keep}>
            {words.keep}
          </button>
          <button
            type="button"
            className="b-button b-button-main"
            disabled={!drawn || !("journey" in drawn)}
            onClick={take}
          >
            {words.take}
          </button>
        </>
      }
    >
      {failed && <p className="b-text-bad">{failed}</p>}
      {theirs && (
        <p>
          {own ? "You" : (theirs.saved_by_name ?? "Somebody else")} saved it{" "}
          {theirs.saved_at ? ago(theirs.saved_at) : "meanwhile"}. Nothing is lost: whatever you
          choose, the other is one undo away.
        </p>
      )}
      {found && (
        <>
          <section>
            <h3>{words.there}</h3>
            <Differences comparison={found.there} none="Nothing that makes a difference." />
          </section>
          <section>
            <h3>{words.here}</h3>
            <Differences comparison={found.here} none="Nothing that makes a difference." />
          </section>
        </>
      )}
      {!found && !failed && <p className="b-loading">Looking at both …</p>}
    </Dialog>
  );
}
