/** What stands in the way, and what can be done about it. */

import type { ReactNode } from "react";
import type { Problem } from "@/model/problem";
import type { Failure } from "@/state/answer";
import { Icon } from "./Icon";

/** So many are listed. */
const SHOWN = 5;

export function Wrong({
  title,
  problems,
  where,
  lead,
  mend,
  children,
}: {
  title: string;
  problems: readonly Problem[];
  /** What each is about, when that has to be said. */
  where?: (problem: Problem) => string;
  /** Leads to where each can be put right. */
  lead?: (problem: Problem) => void;
  /** What puts it right on the spot. */
  mend?: (problem: Problem) => ReactNode;
  children?: ReactNode;
}) {
  const more = problems.length - SHOWN;
  return (
    <div className="b-wrong-box" role="alert">
      <Icon name="error" />
      <div>
        <strong>{title}</strong>
        <ul>
          {problems.slice(0, SHOWN).map((problem) => (
            <li key={`${problem.path} ${problem.message}`}>
              {where && <strong>{where(problem)}: </strong>}
              {problem.message} {problem.hint}{" "}
              {lead && (
                <button
                  type="button"
                  className="b-link"
                  aria-label={`Show me: ${where ? `${where(problem)}: ` : ""}${problem.message}`}
                  onClick={() => lead(problem)}
                >
                  Show me
                </button>
              )}
              {mend?.(problem)}
            </li>
          ))}
          {more > 0 && <li>And {more} more.</li>}
        </ul>
        {children}
      </div>
    </div>
  );
}

/** Something the server could not say; it can be asked again. */
export function Unanswered({ failed, again }: { failed: Failure; again: () => void }) {
  return (
    <Wrong title={failed.message} problems={failed.problems}>
      <button type="button" className="b-link" onClick={again}>
        Try again
      </button>
    </Wrong>
  );
}
