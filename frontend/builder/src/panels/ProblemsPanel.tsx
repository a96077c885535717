/** All findings, those that keep the journey from being published first. Each leads to its field. */

import { useBuilder, useJourney } from "@/app/context";
import { leadTo, placeOf } from "@/app/leading";
import type { Problem } from "@/model/problem";
import { Icon } from "@/parts/Icon";
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
          <List problems={blocking} />
        </section>
      )}
      {warnings.length > 0 && (
        <section>
          <h3>For you to judge</h3>
          <List problems={warnings} />
        </section>
      )}
    </div>
  );
}

function List({ problems }: { problems: readonly Problem[] }) {
  return (
    <ul>
      {problems.map((problem) => (
        <li key={`${problem.code} ${problem.path} ${problem.message}`}>
          <Line problem={problem} />
        </li>
      ))}
    </ul>
  );
}

function Line({ problem }: { problem: Problem }) {
  const builder = useBuilder();
  const journey = useJourney();
  return (
    <button
      type="button"
      className={`b-problem b-problem-${problem.severity}`}
      onClick={() => leadTo(builder, problem)}
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
