/**
 * What the dialog shows of what is to be live: how it differs from what is live now, who enters, and
 * what it does to those inside. Both are asked for anew whenever the draft has been saved again.
 */

import { useMemo } from "react";
import { type Comparison, compare, type Plan, preview, type Target } from "@/api/versions";
import { useBuilder } from "@/app/context";
import { type Answer, type Ask, useAnswer } from "@/state/answer";
import { useStored } from "@/state/store";
import { type Planned, plannedWith } from "@/versions/plan";

export interface Shown {
  /** Null while there is a draft that is not saved. */
  target: Target | null;
  /** Whether there is anything live to compare with. */
  isLive: boolean;
  comparison: Answer<Comparison>;
  preview: Answer<Planned>;
}

/** `version`: the one to go back to. Null: the draft. */
export function useShown(version: number | null, plan: Plan): Shown {
  const { client, page, saving } = useBuilder();
  const { state, judged } = useStored(saving, (now) => now);
  const isLive = judged.live_version !== null;
  const isSaved = state === "saved";
  const isReadable = version !== null || judged.readable;
  const target = useMemo<Target | null>(() => {
    if (version !== null) return { version };
    return isSaved ? { revision: judged.revision } : null;
  }, [isSaved, judged.revision, version]);
  const comparing = useMemo<Ask<Comparison> | null>(() => {
    if (!isLive || !target) return null;
    const after = "version" in target ? target : ({ draft: true } as const);
    return (signal) => compare(client, page.journey, { live: true }, after, signal);
  }, [client, isLive, page.journey, target]);
  const previewing = useMemo<Ask<Planned> | null>(() => {
    if (!isReadable || !target) return null;
    return (signal) =>
      plannedWith(plan, (each) => preview(client, page.journey, each, target, signal));
  }, [client, isReadable, page.journey, plan, target]);
  return { target, isLive, comparison: useAnswer(comparing), preview: useAnswer(previewing) };
}
