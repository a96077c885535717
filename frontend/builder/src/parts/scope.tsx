/** Where in the definition a form stands, so that its fields find their findings by themselves. */

import {
  createContext,
  type ReactNode,
  type RefObject,
  useContext,
  useLayoutEffect,
  useMemo,
  useRef,
} from "react";
import type { Problem } from "@/model/problem";
import { type Claims, claimsOf } from "@/state/claims";
import { useStored } from "@/state/store";

export interface Scope {
  /** `steps.welcome`; empty for the journey. */
  base: string;
  problems: readonly Problem[];
  readOnly: boolean;
  /** Where the reader was led to: a path below `base`. */
  field: string | null;
  /** Another each time the reader is led somewhere, be it to the same field again. */
  led: object | null;
  claims: Claims;
  /** Whether the form has been drawn: a field that comes now is new, and nobody has been at it. */
  drawn: RefObject<boolean>;
}

const NOWHERE: Scope = {
  base: "",
  problems: [],
  readOnly: false,
  field: null,
  led: null,
  claims: claimsOf(),
  drawn: { current: false },
};
const Context = createContext<Scope>(NOWHERE);

export function ScopeProvider({
  base,
  problems,
  readOnly,
  field,
  led,
  children,
}: Omit<Scope, "claims" | "drawn"> & { children: ReactNode }) {
  const claims = useMemo(claimsOf, []);
  const drawn = useRef(false);
  useLayoutEffect(() => {
    drawn.current = true;
  }, []);
  const scope = useMemo(
    () => ({ base, problems, readOnly, field, led, claims, drawn }),
    [base, problems, readOnly, field, led, claims],
  );
  return <Context value={scope}>{children}</Context>;
}

export const useScope = (): Scope => useContext(Context);

export const joinedPath = (base: string, path: string): string =>
  base && path ? `${base}.${path}` : base || path;

/** The same form, one part further down: `cases.0`. */
export function Within({ path, children }: { path: string; children: ReactNode }) {
  const scope = useScope();
  const below = useMemo(
    () => ({ ...scope, base: joinedPath(scope.base, path), field: fieldBelow(scope.field, path) }),
    [scope, path],
  );
  return <Context value={below}>{children}</Context>;
}

/** A part of the form about something that stands elsewhere: a step's text, `templates.welcome`. */
export function Elsewhere({ path, children }: { path: string; children: ReactNode }) {
  const scope = useScope();
  const there = useMemo(
    () => ({ ...scope, base: path, field: fieldBelow(scope.field, path) }),
    [scope, path],
  );
  return <Context value={there}>{children}</Context>;
}

function fieldBelow(field: string | null, path: string): string | null {
  if (path === "" || field === null) return field;
  if (field === path) return "";
  return field.startsWith(`${path}.`) ? field.slice(path.length + 1) : null;
}

/**
 * What is wrong with the field, which says so itself from now on. `whole`: with anything inside of
 * it, too, for fields that show it in one.
 */
export function useProblems(path: string, whole = false): readonly Problem[] {
  const { base, problems, claims } = useScope();
  const own = joinedPath(base, path);
  const found = useMemo(
    () =>
      problems.filter(
        (problem) => problem.path === own || (whole && problem.path.startsWith(`${own}.`)),
      ),
    [problems, own, whole],
  );
  useLayoutEffect(() => {
    const given = found.map((problem) => claims.claim(problem.path));
    return () => {
      for (const giveUp of given) giveUp();
    };
  }, [found, claims]);
  return found;
}

/** What no field shows. */
export function useUnclaimed(): readonly Problem[] {
  const { problems, claims } = useScope();
  const claimed = useStored(claims, (state) => state);
  return problems.filter((problem) => !claimed.has(problem.path));
}
