/** Says at the beginning that the draft is a colleague's, and what they have changed. */

import { useEffect, useState } from "react";
import { type Comparison, compare } from "@/api/versions";
import { Icon } from "@/parts/Icon";
import { useStored } from "@/state/store";
import { momentOfDay } from "@/times/moment";
import { Differences } from "@/versions/Differences";
import { useBuilder } from "./context";

/** That it has been archived since it was opened, and what can be done then. */
function Archived({ lost }: { lost: boolean }) {
  const { page } = useBuilder();
  return (
    <section className="b-whose" aria-label="Archived">
      <p role="alert">
        <Icon name="info" size={14} />
        <span>
          The journey has been archived: it can only be looked at, and those inside go on to the
          end. {lost && <strong>What you edited last is not saved. </strong>}
          <em>Export as YAML</em>, under More, keeps what you see, to be imported into a new
          journey. <a href={`/journeys/${page.journey}`}>See what became of it</a>
        </span>
      </p>
    </section>
  );
}

export function Whose() {
  const { opened, page, client, document: edited, saving } = useBuilder();
  const { state, because } = useStored(saving, (now) => now);
  const untouched = useStored(edited, (history) => history.past.length === 0);
  const [dismissed, setDismissed] = useState(false);
  const theirs =
    opened.is_draft && opened.saved_by !== null && opened.saved_by !== page.reader && !dismissed;
  const [comparison, setComparison] = useState<Comparison | null>(null);
  useEffect(() => {
    if (!theirs || opened.live_version === null) return;
    let current = true;
    compare(client, page.journey, { live: true }, { definition: opened.definition }).then(
      (found) => current && setComparison(found),
      // Who and when is said all the same.
      () => {},
    );
    return () => {
      current = false;
    };
  }, [client, opened, page.journey, theirs]);
  if (state === "read-only" && opened.status !== "archived")
    return <Archived lost={because !== null} />;
  if (!theirs || !untouched) return null;
  const when = opened.saved_at && momentOfDay(page.zone)(opened.saved_at);
  return (
    <section className="b-whose" aria-label="Whose draft this is">
      <p>
        <Icon name="info" size={14} />
        <span>
          <strong>{opened.saved_by_name}</strong> saved this draft{when ? `, ${when}` : ""}. What
          you edit goes on from there.
        </span>
        <button
          type="button"
          className="b-icon-button"
          aria-label="Close"
          onClick={() => setDismissed(true)}
        >
          <Icon name="close" />
        </button>
      </p>
      {comparison && (
        <details>
          <summary>What differs from what is live</summary>
          <Differences comparison={comparison} none="Nothing." />
        </details>
      )}
    </section>
  );
}
