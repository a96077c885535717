/**
 * What the server answers to a question, asked anew whenever the question is another one. An answer
 * to an earlier question that comes late is dropped.
 */

import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError, messageOf } from "@/api/client";
import type { Problem } from "@/model/problem";

export type Ask<T> = (signal: AbortSignal) => Promise<T>;

/** Why something did not come about, in words. */
export interface Failure {
  message: string;
  problems: readonly Problem[];
}

export interface Answer<T> {
  /** To the very question that is asked now. Null: not there, or not yet. */
  value: T | null;
  /** The last there was, maybe to an earlier question: to look at meanwhile, and for nothing else. */
  last: T | null;
  failed: Failure | null;
  again: () => void;
}

interface Got<T> {
  to: Ask<T>;
  value: T | null;
  last: T | null;
  failed: Failure | null;
}

/** `ask` must stay the same function for the same question. Null: there is nothing to ask. */
export function useAnswer<T>(ask: Ask<T> | null): Answer<T> {
  const [got, setGot] = useState<Got<T> | null>(null);
  const asked = useRef<AbortController | null>(null);
  const begin = useCallback(() => {
    asked.current?.abort();
    if (!ask) return;
    const control = new AbortController();
    const isLate = () => control.signal.aborted;
    asked.current = control;
    ask(control.signal).then(
      (value) => {
        if (!isLate()) setGot({ to: ask, value, last: value, failed: null });
      },
      (error: unknown) => {
        if (isLate()) return;
        const failed = failureOf(error);
        setGot((before) => ({ to: ask, value: null, last: before?.last ?? null, failed }));
      },
    );
  }, [ask]);
  useEffect(() => {
    begin();
    return () => asked.current?.abort();
  }, [begin]);
  const isOfThis = got !== null && got.to === ask;
  return {
    value: isOfThis ? got.value : null,
    last: ask && got ? got.last : null,
    failed: isOfThis ? got.failed : null,
    again: () => {
      setGot((before) => before && { ...before, failed: null });
      begin();
    },
  };
}

export function failureOf(error: unknown): Failure {
  const body = error instanceof ApiError ? (error.body as { problems?: Problem[] } | null) : null;
  return { message: messageOf(error), problems: body?.problems ?? [] };
}
