/**
 * Publishing as it is decided and carried out: whom it is for, what becomes of those inside, and
 * whether what would be published is what is shown.
 */

import { useEffect, useMemo, useState } from "react";
import { type Fate, type Plan, publish } from "@/api/versions";
import { useBuilder } from "@/app/context";
import type { StepId } from "@/definition/types";
import { isBlocking, type Problem, together } from "@/model/problem";
import { type Failure, failureOf } from "@/state/answer";
import { useStored } from "@/state/store";
import { planOf, REASON, withReason } from "@/versions/plan";
import { type Shown, useShown } from "./useShown";

export interface Publishing extends Shown {
  /** The one to go back to. Null: the draft is published. */
  version: number | null;
  everyone: boolean;
  /** What was chosen, by step. */
  fates: Plan["fates"];
  /** Why they leave who are taken out. */
  reason: string;
  /** What must be mended in the draft before it can be published. */
  blocking: readonly Problem[];
  /** Findings that do not hinder it, those that say the same together. */
  warnings: ReturnType<typeof together>;
  /** What is to be thought of before it goes out, each by itself: what weighs most first. */
  notes: readonly Problem[];
  /** The draft says what is live already, and nobody would be moved. */
  isNothing: boolean;
  /** What changes and what is to be thought of is there, and moves nothing below it any more. */
  isSettled: boolean;
  /** Whether it can be carried out: all that is shown is of this plan and of this draft. */
  isReady: boolean;
  busy: boolean;
  /** Why it was not carried out. */
  refused: Failure | null;
  choose: (everyone: boolean) => void;
  decide: (step: StepId, fate: Fate) => void;
  explain: (reason: string) => void;
  go: () => Promise<void>;
}

/** `done` is told what was made: a migration, when there is anybody to move. */
export function usePublishing(
  version: number | null,
  done: (migration: string | null) => void,
): Publishing {
  const { client, page, saving, findings } = useBuilder();
  const [everyone, setEveryone] = useState(false);
  const [fates, setFates] = useState<Plan["fates"]>({});
  const [reason, setReason] = useState(REASON);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Failure | null>(null);
  const [isJudged, setJudged] = useState(false);
  const problems = useStored(findings, (state) => state);
  const isDraft = useStored(saving, ({ judged }) => judged.is_draft);
  const shown = useShown(
    version,
    useMemo(() => planOf(everyone, fates), [everyone, fates]),
  );
  const { target, isLive, comparison, preview } = shown;
  useEffect(() => {
    // What is published is what is saved, and what hinders it, or is to be thought of, is so now.
    void saving
      .flush()
      .then(() => saving.again())
      .finally(() => setJudged(true));
  }, [saving]);

  const blocking = version === null ? problems.filter(isBlocking) : [];
  const moves = everyone && (preview.last?.seen.customers ?? 0) > 0;
  const isNothing = version === null && isLive && !isDraft && !moves;
  const plan = isLive ? (preview.value?.plan ?? null) : NOBODY;
  const isSeen =
    !isLive || (comparison.value !== null && preview.value?.seen.problems.length === 0);
  const isReady = target !== null && isSeen && !busy && !isNothing && blocking.length === 0;

  async function go() {
    if (!isReady || !plan) return;
    setBusy(true);
    setRefused(null);
    try {
      const made = await publish(client, page.journey, withReason(plan, reason), target);
      done(made.migration_id);
    } catch (error) {
      setRefused(failureOf(error));
      setBusy(false);
      // Perhaps it has been saved elsewhere, which is then to be sorted out first.
      await saving.again();
    }
  }

  return {
    ...shown,
    version,
    everyone,
    fates,
    reason,
    blocking,
    warnings: together(problems.filter((each) => !isBlocking(each) && !isNoted(each))),
    notes: [
      ...(version === null ? problems.filter(isNoted) : []),
      ...(preview.last?.seen.warnings ?? []),
    ].sort((one, other) => weight(other) - weight(one)),
    isNothing,
    isSettled: isJudged && (comparison.last !== null || comparison.failed !== null),
    isReady,
    busy,
    refused,
    choose: (whom) => {
      setEveryone(whom);
      setRefused(null);
    },
    decide: (step, fate) => {
      // With what was suggested elsewhere, so that it need not be suggested again.
      setFates((now) => ({ ...preview.value?.plan.fates, ...now, [step]: fate }));
      setRefused(null);
    },
    explain: setReason,
    go,
  };
}

const NOBODY: Plan = { everyone: false, fates: {} };

/** Where customers enter by it, nobody does. */
const NOBODY_ENTERS = ["unknown_event", "unknown_segment", "unknown_health"];

/** What reaches nobody at all weighs more than what customers get from two journeys, or not as it is meant. */
const WEIGHTS = ["left_out", "started_too", "shown_to_nobody", ...NOBODY_ENTERS, "mails_stay"];
const weight = ({ code }: Problem): number => WEIGHTS.indexOf(code);

/** Of who enters: that nobody does, or that another journey begins so, too. */
const isNoted = ({ code, path }: Problem): boolean =>
  path.startsWith("entry.triggers") && (code === "started_too" || NOBODY_ENTERS.includes(code));
