/** What is wrong and has no field that says so. */

import { Icon } from "./Icon";
import { useUnclaimed } from "./scope";

export function Findings() {
  const problems = useUnclaimed();
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
            {problem.message} {problem.hint}
          </span>
        </li>
      ))}
    </ul>
  );
}
