/**
 * Publishing, or going back to an earlier version: what changes, whom it is for, what becomes of
 * those inside, and what goes out in the next 24 hours. Nothing happens before the last click.
 */

import { useBuilder, useJourney, useNames } from "@/app/context";
import { leadTo, placeOf, scenarioAt } from "@/app/leading";
import type { Problem } from "@/model/problem";
import { ProblemList } from "@/panels/ProblemsPanel";
import { FindingList } from "@/parts/Findings";
import { Icon } from "@/parts/Icon";
import { Said } from "@/parts/Said";
import { Unanswered, Wrong } from "@/parts/Wrong";
import { inForms } from "@/sentences/findings";
import { waysIn } from "@/sentences/rules";
import { FAILED } from "@/simulate/scenario/Failing";
import { TakeOver } from "@/simulate/scenario/TakeOver";
import { useStored } from "@/state/store";
import { Dialog } from "./Dialog";
import { Changed } from "./publish/Changed";
import { Enters } from "./publish/Enters";
import { Inside } from "./publish/Inside";
import { type Publishing, usePublishing } from "./publish/usePublishing";

/** `about`: the version to go back to; nothing, to publish the draft. */
export default function PublishDialog({ about }: { about: unknown }) {
  const { page, panels } = useBuilder();
  const version = typeof about === "number" ? about : null;
  const publishing = usePublishing(version, (migration) => {
    // The next page says it (`api/pages/notices.py`).
    // biome-ignore lint/suspicious/noDocumentCookie: the other way is not known to all browsers yet
    document.cookie = `onward_notice=published${migration ? "-moved" : ""};path=/;max-age=60;samesite=lax`;
    window.location.assign(migration ? `/migrations/${migration}` : `/journeys/${page.journey}`);
  });
  const { last, failed } = publishing.preview;
  const entering = last?.seen.entering;
  return (
    <Dialog
      title={version === null ? "Publish" : `Go back to version ${version}`}
      side
      close={panels.close}
      foot={
        <>
          <button type="button" className="b-button" onClick={panels.close}>
            Not now
          </button>
          <button
            type="button"
            className="b-button b-button-main"
            disabled={!publishing.isReady && !publishing.busy}
            aria-disabled={publishing.busy}
            onClick={() => void publishing.go()}
          >
            {verbOf(publishing)}
          </button>
        </>
      }
    >
      <Hindered publishing={publishing} />
      {publishing.isLive ? (
        <>
          <Changed publishing={publishing} />
          {publishing.isSettled && <Inside publishing={publishing} />}
          {entering && <Enters entering={entering} />}
          {version !== null && <Back />}
        </>
      ) : (
        <>
          <FirstTime />
          {entering && <Enters entering={entering} />}
          {failed && <Unanswered failed={failed} again={publishing.preview.again} />}
        </>
      )}
    </Dialog>
  );
}

/** How going back is taken back: not by “Undo”, which is for edits of the draft. */
function Back() {
  const { saving } = useBuilder();
  const { is_draft: isDraft } = useStored(saving, ({ judged }) => judged);
  return (
    <p className="b-hint">
      {isDraft
        ? "The draft with its edits stays as it is beside it. "
        : "The journey is drawn as it was then, and “Undo” begins anew: it is for edits of a draft. "}
      To take this back, go back in the same way, under “Versions”, to the one that is live now.
    </p>
  );
}

/** What going live means while nobody can be inside. */
function FirstTime() {
  const journey = useJourney();
  const names = useNames();
  return (
    <p>
      It goes live for the first time. From then on customers enter{" "}
      <Said sentence={waysIn(journey, names)} />. Nobody is inside yet.
    </p>
  );
}

function verbOf({ busy, isNothing, version }: Publishing): string {
  if (busy) return "Publishing …";
  if (isNothing) return "Nothing to publish";
  return version === null ? "Publish" : `Go back to version ${version}`;
}

/** Why it cannot be published as it is, or was not. */
function Hindered({ publishing }: { publishing: Publishing }) {
  const builder = useBuilder();
  const { panels, saving, unread } = builder;
  const journey = useJourney();
  const typed = useStored(unread, (left) => left !== null);
  const { state, because } = useStored(saving, (now) => now);
  const { blocking, warnings, refused, version } = publishing;
  const lead = (problem: Problem) => {
    panels.close();
    leadTo(builder, problem);
  };
  const isKept = state === "saved" || state === "waiting" || state === "saving";
  return (
    <>
      {blocking.length > 0 && (
        <Wrong
          title="This cannot be published yet"
          problems={blocking}
          where={(problem) => placeOf(journey, problem)}
          lead={lead}
          mend={({ code, path }) =>
            code === FAILED && (
              <TakeOver
                number={scenarioAt(path) ?? 0}
                done={() => document.querySelector("dialog")?.focus()}
              />
            )
          }
        >
          {blocking.length > 1 && (
            <ShowMe what="problems" open={() => panels.open("problems")}>
              Show all
            </ShowMe>
          )}
        </Wrong>
      )}
      <Thoughts
        notes={publishing.notes}
        warnings={version === null && blocking.length === 0 ? warnings : []}
        stands={blocking.length > 0}
        lead={lead}
      />
      {version === null && state === "saved" && blocking.length === 0 && (
        <Tried warnings={warnings.flat()} />
      )}
      {version === null && typed && (
        <p className="b-text-warn">
          What was typed as YAML cannot be read yet, and is no part of this.{" "}
          <ShowMe what="what was typed" open={() => panels.view("text")} />
        </p>
      )}
      {refused && (
        <Wrong
          title={refused.message}
          problems={refused.problems.map((problem) => inForms(journey, problem))}
          where={(problem) => placeOf(journey, problem)}
        />
      )}
      {version === null && !isKept && (
        <p className="b-text-bad">
          The draft is not saved yet, so it cannot be published. {because}
        </p>
      )}
    </>
  );
}

/** So many are seen at once; of more, it is for the reader to look at them. */
const FEW = 3;

/** What hinders nothing: the weightiest of it in sight, and the rest folded, so that what changes is seen. */
function Thoughts({
  notes,
  warnings,
  stands,
  lead,
}: Pick<Publishing, "notes" | "warnings"> & {
  /** Whether something else hinders it. */
  stands: boolean;
  lead: (problem: Problem) => void;
}) {
  const { panels } = useBuilder();
  const journey = useJourney();
  const more = Math.max(notes.length - FEW, 0) + warnings.length;
  const list = (some: typeof notes) => (
    <FindingList
      problems={some}
      about={(problem) =>
        problem.path && (
          <button type="button" className="b-link" onClick={() => lead(problem)}>
            {placeOf(journey, problem)}:
          </button>
        )
      }
    />
  );
  return (
    <>
      {list(notes.slice(0, FEW))}
      {more > 0 && (
        <details className="b-more" open={notes.length === 0 && more < FEW}>
          <summary>
            <Icon name="chevron" size={14} />
            {more} {notes.length > 0 && "more "}to look at
            {!stands && ". It can be published all the same."}
          </summary>
          <div className="b-more-body">
            {list(notes.slice(FEW))}
            <ProblemList problems={warnings.flat()} leave={panels.close} />
          </div>
        </details>
      )}
    </>
  );
}

/** That its scenarios were tried, where all of them hold. */
function Tried({ warnings }: { warnings: readonly Problem[] }) {
  const count = useJourney().scenarios?.length ?? 0;
  if (count === 0 || warnings.some(({ path }) => path.startsWith("scenarios"))) return null;
  return (
    <p className="b-hint">
      {count === 1
        ? "Its scenario was tried and holds."
        : `${count === 2 ? "Both" : `All ${count}`} scenarios were tried and hold.`}
    </p>
  );
}

/** Leads from the dialog to what it speaks of. */
function ShowMe({
  open,
  what,
  children = "Show me",
}: {
  open: () => void;
  /** What it shows, for those who hear the button alone. */
  what: string;
  children?: string;
}) {
  const { panels } = useBuilder();
  return (
    <button
      type="button"
      className="b-link"
      aria-label={`${children} ${what}`}
      onClick={() => {
        panels.close();
        open();
      }}
    >
      {children}
    </button>
  );
}
