/** Where in the definition a form stands, so that its fields find their findings by themselves. */

import { createContext, type ReactNode, useContext } from "react";
import type { Problem } from "@/model/problem";

export interface Scope {
  /** `steps.welcome`; empty for the journey. */
  base: string;
  problems: readonly Problem[];
  readOnly: boolean;
  /** Where the reader was led to: a path below `base`. */
  field: string | null;
}

const Context = createContext<Scope>({ base: "", problems: [], readOnly: false, field: null });

export function ScopeProvider({ scope, children }: { scope: Scope; children: ReactNode }) {
  return <Context value={scope}>{children}</Context>;
}

export const useScope = (): Scope => useContext(Context);

const joinedPath = (base: string, path: string): string => (base ? `${base}.${path}` : path);

/** The same form, one part further down: `cases.0`. */
export function Within({ path, children }: { path: string; children: ReactNode }) {
  const scope = useScope();
  const below = scope.field?.startsWith(`${path}.`) ? scope.field.slice(path.length + 1) : null;
  return (
    <Context
      value={{
        ...scope,
        base: joinedPath(scope.base, path),
        field: below ?? ownField(scope, path),
      }}
    >
      {children}
    </Context>
  );
}

/** A finding about the whole part leads to its first field. */
const ownField = (scope: Scope, path: string): string | null => (scope.field === path ? "" : null);

/** What is wrong with the field. */
export function useProblem(path: string): Problem | undefined {
  const { base, problems } = useScope();
  const whole = joinedPath(base, path);
  return problems.find((problem) => problem.path === whole);
}
