/** What was published, the latest first: compared with the draft, and gone back to. */

import { useEffect, useState } from "react";
import { ApiError } from "@/api/client";
import { type Comparison, compare, listVersions, type Version } from "@/api/versions";
import { useBuilder } from "@/app/context";
import { useStored } from "@/state/store";
import { Differences } from "@/versions/Differences";
import { differenceOverlay } from "@/versions/overlay";

const OWNER = "versions";

export default function VersionsPanel() {
  const { client, page, document: edited, overlays, panels, selection, readOnly } = useBuilder();
  const [versions, setVersions] = useState<readonly Version[] | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [compared, setCompared] = useState<number | null>(null);
  const [comparison, setComparison] = useState<Comparison | null>(null);
  const journey = useStored(edited, (history) => history.present);
  useEffect(() => {
    listVersions(client, page.journey).then(setVersions, (error: unknown) =>
      setFailed(error instanceof ApiError ? error.message : "Something went wrong."),
    );
  }, [client, page.journey]);
  useEffect(() => {
    if (compared === null) return;
    let current = true;
    const definition = journey as unknown as Record<string, unknown>;
    compare(client, page.journey, { version: compared }, { definition }).then((found) => {
      if (!current) return;
      setComparison(found);
      overlays.show(differenceOverlay(OWNER, found));
    });
    return () => {
      current = false;
    };
  }, [client, compared, journey, overlays, page.journey]);
  useEffect(() => () => overlays.hide(OWNER), [overlays]);
  if (failed) return <p className="b-text-bad">{failed}</p>;
  if (!versions) return <p className="b-loading">Loading …</p>;
  if (versions.length === 0) return <p className="b-panel-empty">It has never been published.</p>;
  const time = new Intl.DateTimeFormat("en-GB", {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: page.zone,
  });
  return (
    <ol className="b-versions">
      {versions.map((version) => (
        <li key={version.number}>
          <p>
            <strong>Version {version.number}</strong>
            {version.is_live && <span className="b-mark b-mark-good">Live</span>}
            {version.running > 0 && (
              <span className="b-mark b-mark-calm">{version.running} inside</span>
            )}
          </p>
          <p className="b-hint">
            {time.format(new Date(version.published_at))} by {version.published_by}
          </p>
          <div className="b-condition-acts">
            <button
              type="button"
              className="b-add-row"
              aria-expanded={compared === version.number}
              onClick={() => {
                const open = compared !== version.number;
                setCompared(open ? version.number : null);
                setComparison(null);
                if (!open) overlays.hide(OWNER);
              }}
            >
              Compare with the draft
            </button>
            {!version.is_live && !readOnly && (
              <button
                type="button"
                className="b-add-row"
                onClick={() => panels.ask("publish", version.number)}
              >
                Go back to it
              </button>
            )}
          </div>
          {compared === version.number && comparison && (
            <Differences
              comparison={comparison}
              none="The draft says the same."
              choose={(step) => selection.choose(step)}
            />
          )}
        </li>
      ))}
    </ol>
  );
}
