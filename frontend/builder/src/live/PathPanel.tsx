/** One customer's way on the canvas: where they are and why, and leading them on. */

import { useEffect, useState } from "react";
import { ApiError, messageOf } from "@/api/client";
import { type Path, pathOf, type Visit } from "@/api/enrollments";
import { useBuilder, useJourney } from "@/app/context";
import { Icon } from "@/parts/Icon";
import { Seen } from "@/parts/Seen";
import { lookAgain } from "@/state/looking";
import { useStored } from "@/state/store";
import { momentIn } from "@/times/moment";
import { nameOf, PassagePicker } from "./PassagePicker";
import { letInBy, pathOverlay } from "./pathOverlay";
import { Steer } from "./Steer";

const OWNER = "path";
/** How often it is asked anew, in milliseconds: in fast motion much happens. */
const EVERY = 3_000;
const FAST = 1_000;

export default function PathPanel() {
  const { following } = useBuilder();
  const enrollment = useStored(following, (state) => state);
  const [name, setName] = useState("");
  return (
    <div className="b-form">
      <PassagePicker label="Whose way" shown={name} />
      {enrollment !== null && <Followed key={enrollment} enrollment={enrollment} named={setName} />}
    </div>
  );
}

function Followed({
  enrollment,
  named,
}: {
  enrollment: string;
  /** Hears what they are called. */
  named: (name: string) => void;
}) {
  const { client, document: edited, overlays, page, selection } = useBuilder();
  const [path, setPath] = useState<Path | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [asked, setAsked] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` is to look at once
  useEffect(() => {
    let current = true;
    const look = async () => {
      try {
        const found = await pathOf(client, enrollment);
        if (!current) return null;
        setPath(found);
        named(nameOf(found.enrollment));
        setFailed(null);
        overlays.show(pathOverlay(OWNER, found, edited.journey().start));
        if (found.now === null) return null;
        return found.enrollment.seconds_per_day === null ? EVERY : FAST;
      } catch (error) {
        if (!current) return null;
        setFailed(messageOf(error));
        // Whom nobody knows, nobody will know in a moment.
        return error instanceof ApiError && error.status === 404 ? null : EVERY;
      }
    };
    const stop = lookAgain(look);
    return () => {
      current = false;
      stop();
    };
  }, [client, edited, enrollment, named, overlays, asked]);
  useEffect(() => () => overlays.hide(OWNER), [overlays]);
  useEffect(() => () => named(""), [named]);
  const here = path?.now?.step ?? null;
  useEffect(() => {
    if (here !== null) selection.choose(here);
  }, [here, selection]);
  if (failed)
    return (
      <p className="b-wrong-box" role="alert">
        <Icon name="error" /> {failed}
      </p>
    );
  if (!path) return <p className="b-loading">Loading …</p>;
  const when = whenOf(path.enrollment, page.zone);
  return (
    <>
      <About path={path} when={when} />
      <Standing path={path} when={when} />
      {path.now !== null && (
        <Steer enrollment={enrollment} now={path.now} done={() => setAsked(asked + 1)} />
      )}
      <section className="b-so-far">
        <h3>The way so far</h3>
        {path.truncated && <p className="b-hint">Only the latest part is shown.</p>}
        <ol className="b-walk-lines">
          {path.visits.map((visit) => (
            <Stay key={`${visit.step} ${visit.visit}`} visit={visit} when={when} />
          ))}
        </ol>
        {path.visits.length === 0 && <p className="b-hint">They are about to begin.</p>}
      </section>
      <p className="b-hint">
        <a href={`/enrollments/${enrollment}`}>Everything that happened, and why</a> · times are in{" "}
        {page.zone.replaceAll("_", " ")}
      </p>
    </>
  );
}

type When = (at: string) => string;

function About({ path, when }: { path: Path; when: When }) {
  const { enrollment } = path;
  const otherwise = letInBy(path);
  return (
    <header>
      <h3>
        {nameOf(enrollment)}{" "}
        {enrollment.is_test && <span className="b-mark b-mark-calm">Test run</span>}
      </h3>
      <p className="b-hint">
        {enrollment.version === 0 ? "The draft, as it was tried" : `Version ${enrollment.version}`},
        entered {when(enrollment.enrolled_at)}
        {otherwise && `, let in ${otherwise}`}
        {enrollment.diverted_to && `. Everything comes to ${enrollment.diverted_to}`}
      </p>
    </header>
  );
}

function Standing({ path, when }: { path: Path; when: When }) {
  const journey = useJourney();
  const { now, enrollment } = path;
  if (now === null)
    return (
      <p className={enrollment.goal_met_at ? "b-walk-ended" : "b-walk-ended b-mark-calm"}>
        <Icon name="flag" /> {enrollment.end_reason ?? "It has ended for them."}
      </p>
    );
  return (
    <section className="b-standing">
      <h3>{now.title === null ? "About to begin" : `Now at “${now.title}”`}</h3>
      {now.step !== null && !Object.hasOwn(journey.steps, now.step) && (
        <p className="b-hint">The draft you see has no such step any more.</p>
      )}
      {now.waiting_for && !now.wakes_for && <p>{now.waiting_for}</p>}
      {now.wakes_at && (
        <p className="b-with-icon">
          <Icon name="clock" size={14} />
          <span>
            {when(now.wakes_at)}
            {now.wakes_for && `: ${now.wakes_for}`}
          </span>
        </p>
      )}
      {now.held_because && <p className="b-text-warn">{now.held_because}</p>}
      {now.trouble?.error && <p className="b-text-bad">{now.trouble.error}</p>}
      {now.exit_request && <p className="b-hint">They are being taken out.</p>}
      {now.listens.length > 0 && (
        <details>
          <summary>What it listens for</summary>
          <ul className="b-list">
            {now.listens.map(({ words }) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

/** Of a test run, whose days are seconds, to the second. */
const whenOf = ({ is_test }: Path["enrollment"], zone: string): When => momentIn(zone, is_test);

function Stay({ visit, when }: { visit: Visit; when: When }) {
  const { selection } = useBuilder();
  const journey = useJourney();
  const there = Object.hasOwn(journey.steps, visit.step);
  // What is said of a stay that is over was so when it ended.
  const said = visit.left_at ?? visit.entered_at;
  return (
    <li>
      <p className="b-hint">
        {there ? (
          <button type="button" className="b-link" onClick={() => selection.choose(visit.step)}>
            {visit.title}
          </button>
        ) : (
          visit.title
        )}
        <time dateTime={said}>{when(said)}</time>
      </p>
      {visit.reason && <p>{visit.reason}</p>}
      <Seen evidence={visit.evidence} when={when} />
    </li>
  );
}
