/** What was published, the latest first: compared with the draft, and gone back to. */

import { useEffect, useState } from "react";
import { listVersions, type Version } from "@/api/versions";
import { useBuilder } from "@/app/context";
import { failureOf } from "@/state/answer";
import { useStored } from "@/state/store";
import { ComparedWithDraft } from "@/versions/ComparedWithDraft";

export default function VersionsPanel() {
  const { client, page, panels } = useBuilder();
  const about = useStored(panels, (shown) => shown.about);
  const [versions, setVersions] = useState<readonly Version[] | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [compared, setCompared] = useState<number | null>(null);
  useEffect(() => {
    listVersions(client, page.journey).then(setVersions, (error: unknown) =>
      setFailed(failureOf(error).message),
    );
  }, [client, page.journey]);
  useEffect(() => {
    const live = about && versions?.find((version) => version.is_live);
    if (live) setCompared(live.number);
  }, [about, versions]);
  if (failed) return <p className="b-text-bad">{failed}</p>;
  if (!versions) return <p className="b-loading">Loading …</p>;
  if (versions.length === 0) return <p className="b-panel-empty">It has never been published.</p>;
  return (
    <ol className="b-versions">
      {versions.map((version) => (
        <Published
          key={version.number}
          version={version}
          open={compared === version.number}
          toggle={() => setCompared((now) => (now === version.number ? null : version.number))}
        />
      ))}
    </ol>
  );
}

/** One version. Only one at a time is compared. */
function Published({
  version,
  open,
  toggle,
}: {
  version: Version;
  open: boolean;
  toggle: () => void;
}) {
  const { page, panels, readOnly } = useBuilder();
  const time = new Intl.DateTimeFormat("en-GB", {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: page.zone,
  });
  return (
    <li>
      <p>
        <strong>Version {version.number}</strong>
        {version.is_live && <span className="b-mark b-mark-good">Live</span>}
        {version.running > 0 && (
          <span className="b-mark b-mark-calm">{version.running} inside</span>
        )}
      </p>
      <p className="b-hint">
        {time.format(new Date(version.published_at))} by {version.published_by_name}
      </p>
      <div className="b-condition-acts">
        <button
          type="button"
          className="b-add-row"
          aria-label={`Compare with the draft: version ${version.number}`}
          aria-expanded={open}
          onClick={toggle}
        >
          Compare with the draft
        </button>
        {!version.is_live && !readOnly && (
          <button
            type="button"
            className="b-add-row"
            aria-label={`Go back to it: version ${version.number}`}
            onClick={() => panels.ask("publish", version.number)}
          >
            Go back to it
          </button>
        )}
      </div>
      {open && <ComparedWithDraft version={version.number} />}
    </li>
  );
}
