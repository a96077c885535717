/** What is wrong and has no field that says so. */

import type { ReactNode } from "react";
import type { Problem } from "@/model/problem";
import { Icon } from "./Icon";
import { PageLink } from "./PageLink";
import { useUnclaimed } from "./scope";

/** `about`: stands before what is said, where that is of something that has a form of its own. */
type About = (problem: Problem) => ReactNode;

export function Findings({ about }: { about?: About }) {
  return <FindingList problems={useUnclaimed()} {...(about && { about })} />;
}

export function FindingList({ problems, about }: { problems: readonly Problem[]; about?: About }) {
  if (problems.length === 0) return null;
  return (
    <ul className="b-findings">
      {problems.map((problem) => (
        <li
          key={`${problem.code} ${problem.path} ${problem.message}`}
          className={`b-finding b-finding-${problem.severity}`}
        >
          <Icon name={problem.severity === "blocking" ? "error" : "warning"} size={14} />
          <span>
            {about?.(problem)} {problem.message} {problem.hint} <PageLink {...problem} />
          </span>
        </li>
      ))}
    </ul>
  );
}
