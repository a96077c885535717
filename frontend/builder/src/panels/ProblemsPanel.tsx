/** All findings, those that keep the journey from being published first. Each leads to its field. */

import { useBuilder, useJourney } from "@/app/context";
import { leadTo, placeOf } from "@/app/leading";
import { type Problem, together } from "@/model/problem";
import { Icon } from "@/parts/Icon";
import { PageLink } from "@/parts/PageLink";
import { useStored } from "@/state/store";

export default function ProblemsPanel() {
  const { findings } = useBuilder();
  const problems = useStored(findings, (state) => state);
  const blocking = problems.filter((problem) => problem.severity === "blocking");
  const warnings = problems.filter((problem) => problem.severity === "warning");
  if (problems.length === 0)
    return (
      <p className="b-panel-empty">
        <Icon name="check" /> Nothing to put right. Walk through it, or publish it.
      </p>
    );
  return (
    <div className="b-problems">
      {blocking.length > 0 && (
        <section>
          <h3>Keep it from being published</h3>
          <ProblemList problems={blocking} />
        </section>
      )}
      {warnings.length > 0 && (
        <section>
          <h3>For you to judge</h3>
          <ProblemList problems={warnings} />
        </section>
      )}
    </div>
  );
}

/** So many are listed, each; what is longer, nobody reads. */
const SHOWN = 100;

export function ProblemList({
  problems,
  leave,
}: {
  problems: readonly Problem[];
  /** Closes what the list is in before it leads away from there. */
  leave?: () => void;
}) {
  const builder = useBuilder();
  const lead = (problem: Problem) => {
    leave?.();
    leadTo(builder, problem);
  };
  const groups = together(problems);
  const more = groups.length - SHOWN;
  return (
    <ul>
      {groups.slice(0, SHOWN).map(([first, ...others]) =>
        first ? (
          <li key={`${first.code} ${first.path} ${first.message}`}>
            <Said first={first} others={others} lead={lead} />
            {others.length === 0 && <PageLink {...first} />}
          </li>
        ) : null,
      )}
      {more > 0 && <li className="b-hint">And {more} more, once some of these are put right.</li>}
    </ul>
  );
}

/** What is said of several places is said once, with the way to each. */
function Said({
  first,
  others,
  lead,
}: {
  first: Problem;
  others: readonly Problem[];
  lead: (problem: Problem) => void;
}) {
  const journey = useJourney();
  const places = new Map<string, Problem>();
  for (const problem of [first, ...others]) {
    const place = placeOf(journey, problem);
    if (!places.has(place)) places.set(place, problem);
  }
  const more = places.size - SHOWN;
  if (places.size === 1) return <Line problem={first} lead={lead} />;
  return (
    <div className={`b-problem b-problem-${first.severity} b-problem-several`}>
      <Icon name={first.severity === "blocking" ? "error" : "warning"} />
      <span>
        <span>{first.message}</span>
        {first.hint && <small>{first.hint}</small>}
        <PageLink {...first} />
        <span className="b-problem-places">
          {[...places].slice(0, SHOWN).map(([place, problem]) => (
            <button key={place} type="button" className="b-link" onClick={() => lead(problem)}>
              {place}
            </button>
          ))}
          {more > 0 && <span>and {more} more</span>}
        </span>
      </span>
    </div>
  );
}

function Line({ problem, lead }: { problem: Problem; lead: (problem: Problem) => void }) {
  const journey = useJourney();
  return (
    <button
      type="button"
      className={`b-problem b-problem-${problem.severity} b-is-${problem.code}`}
      onClick={() => lead(problem)}
    >
      <Icon name={problem.severity === "blocking" ? "error" : "warning"} />
      <span>
        <strong>{placeOf(journey, problem)}</strong>
        <span>{problem.message}</span>
        {problem.hint && <small>{problem.hint}</small>}
      </span>
    </button>
  );
}
