/** What is expected, marked when it is what fails, and what can be done about that; whoever is led to
 * it finds it in sight. */

import type { ReactNode } from "react";
import { useLed } from "@/parts/Field";
import { Icon } from "@/parts/Icon";
import { useProblems } from "@/parts/scope";

export const FAILED = "scenario_failed";

export function Failing({ children, mend }: { children: ReactNode; mend: ReactNode }) {
  const problems = useProblems("");
  const box = useLed<HTMLDivElement>("");
  return (
    <div ref={box} className={problems.length > 0 ? "b-stack b-failing" : undefined}>
      {problems.map((problem) => (
        <p
          key={`${problem.code} ${problem.message}`}
          className={`b-finding b-finding-${problem.severity}`}
        >
          <Icon name={problem.severity === "blocking" ? "error" : "warning"} size={14} />
          <span>
            {problem.message} {problem.hint}
          </span>
        </p>
      ))}
      {children}
      {problems.some(({ code }) => code === FAILED) && mend}
    </div>
  );
}
