/** All findings, those that keep the journey from being published first. Each leads to its field. */

import { useBuilder, useJourney } from "@/app/context";
import { ENTRY } from "@/definition/links";
import type { Problem } from "@/model/problem";
import { Icon } from "@/parts/Icon";
import { stepTitle } from "@/sentences/words";
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
  const { selection, panels, folding } = useBuilder();
  const journey = useJourney();
  const where = problem.step === null ? "The journey" : stepTitle(journey, problem.step);
  return (
    <button
      type="button"
      className={`b-problem b-problem-${problem.severity}`}
      onClick={() => {
        folding.unfold(Object.keys(journey.steps));
        selection.choose(problem.step ?? ENTRY, fieldOf(problem));
        panels.open("form");
      }}
    >
      <Icon name={problem.severity === "blocking" ? "error" : "warning"} />
      <span>
        <strong>{where}</strong>
        <span>{problem.message}</span>
        {problem.hint && <small>{problem.hint}</small>}
      </span>
    </button>
  );
}

/** The path within the step: `steps.welcome.cases.0.when` as `cases.0.when`. */
function fieldOf(problem: Problem): string {
  const own = `steps.${problem.step}.`;
  return problem.step !== null && problem.path.startsWith(own)
    ? problem.path.slice(own.length)
    : problem.path;
}
