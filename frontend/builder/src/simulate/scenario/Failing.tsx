/** What is expected, marked when it is what fails; whoever is led to it finds it in sight. */

import type { ReactNode } from "react";
import { useLed } from "@/parts/Field";
import { Icon } from "@/parts/Icon";
import { useProblems } from "@/parts/scope";

export function Failing({ children }: { children: ReactNode }) {
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
    </div>
  );
}
