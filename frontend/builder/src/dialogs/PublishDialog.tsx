/**
 * Publishing, or going back to an earlier version: what changes, whom it is for, what becomes of
 * those inside, and what goes out in the next 24 hours. Nothing happens before the last click.
 */

import { useEffect, useMemo, useState } from "react";
import { ApiError } from "@/api/client";
import {
  type Comparison,
  compare,
  type DueCount,
  definitionOf,
  type Plan,
  type Preview,
  preview,
  publish,
  rollBack,
} from "@/api/versions";
import { useBuilder, useJourney } from "@/app/context";
import { drawable } from "@/definition/reading";
import type { Journey } from "@/definition/types";
import type { Problem } from "@/model/problem";
import { Icon } from "@/parts/Icon";
import { useStored } from "@/state/store";
import { Differences } from "@/versions/Differences";
import { choiceOf, choicesFor, defaults, fateOf, REASON } from "@/versions/plan";
import { Dialog } from "./Dialog";

export default function PublishDialog({ about }: { about: unknown }) {
  const builder = useBuilder();
  const { client, page, panels, saving, findings, opened } = builder;
  const version = typeof about === "number" ? about : null;
  const draft = useJourney();
  const [target, setTarget] = useState<Journey | null>(version === null ? draft : null);
  const [everyone, setEveryone] = useState(false);
  const [fates, setFates] = useState<Plan["fates"]>({});
  const [reason, setReason] = useState(REASON);
  const [seen, setSeen] = useState<Preview | null>(null);
  const [comparison, setComparison] = useState<Comparison | null>(null);
  const [failed, setFailed] = useState<{ message: string; problems: Problem[] } | null>(null);
  const [busy, setBusy] = useState(false);
  const [ready, setReady] = useState(false);
  const problems = useStored(findings, (state) => state);
  const { state, judged } = useStored(saving, (now) => now);
  const blocking = version === null ? problems.filter((each) => each.severity === "blocking") : [];
  const plan = useMemo<Plan>(
    () => (everyone ? { everyone, fates: withReason(fates, reason) } : { everyone, fates: {} }),
    [everyone, fates, reason],
  );

  useEffect(() => {
    // What is published is what is saved.
    let current = true;
    saving.flush().then(() => current && setReady(true));
    return () => {
      current = false;
    };
  }, [saving]);

  useEffect(() => {
    if (version === null) return;
    definitionOf(client, page.journey, version).then((found) => {
      const drawn = drawable(found);
      if ("journey" in drawn) setTarget(drawn.journey);
    }, told(setFailed));
  }, [client, page.journey, version]);

  useEffect(() => {
    if (!ready || opened.live_version === null) return;
    const after = version === null ? ({ draft: true } as const) : { version };
    compare(client, page.journey, { live: true }, after).then(setComparison, told(setFailed));
  }, [client, opened.live_version, page.journey, ready, version]);

  const readable = version !== null || judged.readable;
  useEffect(() => {
    if (!ready || !readable || opened.live_version === null) return;
    const leaving = new AbortController();
    preview(client, page.journey, plan, version, leaving.signal).then(
      (found) => {
        const whole = defaults(found.steps, plan);
        setSeen(found);
        if (everyone && whole !== plan) setFates(whole.fates);
      },
      (error: unknown) => {
        if (!leaving.signal.aborted) told(setFailed)(error);
      },
    );
    return () => leaving.abort();
  }, [client, everyone, opened.live_version, page.journey, plan, readable, ready, version]);

  const go = async () => {
    setBusy(true);
    setFailed(null);
    try {
      const made =
        version === null
          ? await publish(client, page.journey, plan, judged.revision)
          : await rollBack(client, page.journey, plan, version);
      window.location.assign(
        made.migration_id ? `/migrations/${made.migration_id}` : `/journeys/${page.journey}`,
      );
    } catch (error) {
      told(setFailed)(error);
      setBusy(false);
    }
  };

  const unsaved = state !== "saved" && version === null;
  const nothing =
    version === null &&
    opened.live_version !== null &&
    !judged.is_draft &&
    !(everyone && seen?.customers);
  const verb =
    version === null
      ? nothing
        ? "Nothing to publish"
        : "Publish"
      : `Go back to version ${version}`;
  return (
    <Dialog
      title={version === null ? "Publish" : `Go back to version ${version}`}
      wide
      close={panels.close}
      foot={
        <>
          <button type="button" className="b-button" onClick={panels.close}>
            Not now
          </button>
          <button
            type="button"
            className="b-button b-button-main"
            disabled={
              busy || nothing || unsaved || blocking.length > 0 || (seen?.problems.length ?? 0) > 0
            }
            onClick={() => void go()}
          >
            {busy ? "Publishing …" : verb}
          </button>
        </>
      }
    >
      {blocking.length > 0 && (
        <Wrong title="This cannot be published yet" problems={blocking}>
          <button
            type="button"
            className="b-link"
            onClick={() => {
              panels.close();
              panels.open("problems");
            }}
          >
            Show me
          </button>
        </Wrong>
      )}
      {failed && <Wrong title={failed.message} problems={failed.problems} />}
      {unsaved && state !== "waiting" && state !== "saving" && (
        <p className="b-text-bad">The draft is not saved yet, so it cannot be published.</p>
      )}
      {opened.live_version === null ? (
        <p>
          It goes live for the first time: from then on customers enter it as its settings say.
          Nobody is inside yet.
        </p>
      ) : (
        <>
          <section>
            <h3>What changes</h3>
            {comparison ? (
              <Differences comparison={comparison} none="Nothing: it is what is live." />
            ) : (
              <p className="b-hint">Comparing …</p>
            )}
          </section>
          <section>
            <h3>Whom it is for</h3>
            <Whom everyone={everyone} choose={setEveryone} seen={seen} />
          </section>
          {everyone && seen && target && seen.steps.length > 0 && (
            <Fates
              seen={seen}
              target={target}
              set={(step, value) => setFates({ ...plan.fates, [step]: fateOf(value, reason) })}
            />
          )}
          {everyone && seen && seen.leaving > 0 && (
            <label className="b-field">
              <span>Why they leave; it stays in each customer’s story</span>
              <input
                className="b-input"
                maxLength={200}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            </label>
          )}
          {seen && seen.customers > 0 && <Figures seen={seen} everyone={everyone} />}
          {seen && seen.problems.length > 0 && (
            <Wrong title="The plan does not work out" problems={seen.problems} />
          )}
        </>
      )}
    </Dialog>
  );
}

const told =
  (say: (failed: { message: string; problems: Problem[] }) => void) =>
  (error: unknown): void => {
    if (!(error instanceof ApiError)) throw error;
    const body = error.body as { problems?: Problem[] } | null;
    say({ message: error.message, problems: body?.problems ?? [] });
  };

const withReason = (fates: Plan["fates"], reason: string): Plan["fates"] =>
  Object.fromEntries(
    Object.entries(fates).map(([step, fate]) => [
      step,
      typeof fate === "object" && "exit" in fate ? { exit: reason.trim() || REASON } : fate,
    ]),
  );

function Wrong({
  title,
  problems,
  children,
}: {
  title: string;
  problems: readonly Problem[];
  children?: React.ReactNode;
}) {
  return (
    <div className="b-wrong-box" role="alert">
      <Icon name="error" />
      <div>
        <strong>{title}</strong>
        <ul>
          {problems.slice(0, 5).map((problem) => (
            <li key={`${problem.path} ${problem.message}`}>
              {problem.message} {problem.hint}
            </li>
          ))}
        </ul>
        {children}
      </div>
    </div>
  );
}

function Whom({
  everyone,
  choose,
  seen,
}: {
  everyone: boolean;
  choose: (everyone: boolean) => void;
  seen: Preview | null;
}) {
  const count = seen?.customers ?? 0;
  const inside = seen === null ? "" : ` (${customers(count)})`;
  return (
    <fieldset className="b-choices">
      <legend className="unseen">Whom it is for</legend>
      <label className="b-choice">
        <input type="radio" name="whom" checked={!everyone} onChange={() => choose(false)} />
        <span>
          New customers only
          <small>
            {count === 0
              ? "Nobody is inside an earlier version."
              : `Those inside${inside} go on with the version they are on, to its end.`}
          </small>
        </span>
      </label>
      <label className="b-choice">
        <input type="radio" name="whom" checked={everyone} onChange={() => choose(true)} />
        <span>
          Those inside as well{inside}
          <small>
            Nobody gets again what they have had, wherever they are moved. Until a customer has been
            moved, nothing more is sent to them.
          </small>
        </span>
      </label>
    </fieldset>
  );
}

const grouped = new Intl.NumberFormat("en");
const customers = (count: number): string =>
  `${grouped.format(count)} customer${count === 1 ? "" : "s"}`;

const CHANGES = { same: "as it was", changed: "changed", gone: "gone" } as const;

function Fates({
  seen,
  target,
  set,
}: {
  seen: Preview;
  target: Journey;
  set: (step: string, value: string) => void;
}) {
  return (
    <table className="b-table b-table-stacks">
      <caption className="unseen">Where customers stand, and what becomes of them</caption>
      <thead>
        <tr>
          <th scope="col">Those who stand at</th>
          <th scope="col">Customers</th>
          <th scope="col">The step is</th>
          <th scope="col">What becomes of them</th>
        </tr>
      </thead>
      <tbody>
        {seen.steps.map((each) => {
          const { stay, move } = choicesFor(each.step, target);
          return (
            <tr key={`${each.version} ${each.step}`}>
              <th scope="row">
                {each.title}
                <small>Version {each.version}</small>
              </th>
              <td data-label="Customers">{grouped.format(each.customers)}</td>
              <td data-label="The step is">
                <span
                  className={`b-mark b-mark-${{ same: "calm", changed: "accent", gone: "warn" }[each.change]}`}
                >
                  {CHANGES[each.change]}
                </span>
              </td>
              <td>
                <select
                  className="b-input"
                  aria-label={`What becomes of those at ${each.title}`}
                  value={choiceOf(each.fate)}
                  onChange={(event) => set(each.step, event.target.value)}
                >
                  {each.fate === null && <option value="">Choose …</option>}
                  {stay.map((choice) => (
                    <option key={choice.value} value={choice.value}>
                      {choice.words}
                    </option>
                  ))}
                  <optgroup label="Move to">
                    {move.map((choice) => (
                      <option key={choice.value} value={choice.value}>
                        {choice.words}
                      </option>
                    ))}
                  </optgroup>
                </select>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Figures({ seen, everyone }: { seen: Preview; everyone: boolean }) {
  return (
    <dl className="b-figures">
      {everyone && (
        <>
          <div>
            <dt>Move</dt>
            <dd>{grouped.format(seen.moved)}</dd>
          </div>
          <div>
            <dt>Continue as they are</dt>
            <dd>{grouped.format(seen.continuing)}</dd>
          </div>
          <div>
            <dt>Leave</dt>
            <dd>{grouped.format(seen.leaving)}</dd>
          </div>
        </>
      )}
      <div>
        <dt>Messages due within 24 hours</dt>
        <dd>
          {due(everyone ? seen.due_after : seen.due_before)}
          {everyone && <small>as it is now: {due(seen.due_before)}</small>}
        </dd>
      </div>
    </dl>
  );
}

function due({ certain, at_most }: DueCount): string {
  return certain === at_most
    ? grouped.format(certain)
    : `${grouped.format(certain)}–${grouped.format(at_most)}`;
}
