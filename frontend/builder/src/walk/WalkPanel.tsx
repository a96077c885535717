/**
 * Walking through: one customer, and at each wait what happens next is chosen. The way lights up, and
 * the messages are shown as they would arrive. Nothing is sent.
 */

import { useEffect, useMemo, useRef, useState } from "react";
import { ApiError } from "@/api/client";
import { type Choice, type Option, type Walk, walk } from "@/api/walk";
import { useBuilder, useJourney } from "@/app/context";
import type { Journey, UntilEvent } from "@/definition/types";
import { Icon } from "@/parts/Icon";
import { SamplePicker } from "@/parts/SamplePicker";
import { stepTitle } from "@/sentences/words";
import { useStored } from "@/state/store";
import { walkOverlay } from "./overlay";
import { scenarioOf } from "./scenario";

const OWNER = "walk";
/** How long after an edit it is walked again, in milliseconds. */
const REST = 400;

interface Chosen {
  choice: Choice;
  at: string | null;
}

export default function WalkPanel() {
  const { client, sample, overlays, selection, document: edited, announcer } = useBuilder();
  const journey = useJourney();
  const customer = useStored(sample, (state) => state);
  const [begins] = useState(() => new Date().toISOString());
  const [choices, setChoices] = useState<readonly Chosen[]>([]);
  const [walked, setWalked] = useState<Walk | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const end = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const leaving = new AbortController();
    const timer = setTimeout(
      () => {
        const made = choices.map(({ choice }) => choice);
        walk(client, journey, customer, begins, made, leaving.signal).then(
          (found) => {
            setWalked(found);
            setFailed(null);
            overlays.show(walkOverlay(OWNER, found));
          },
          (error: unknown) => {
            if (leaving.signal.aborted) return;
            setFailed(error instanceof ApiError ? refusal(error) : "Something went wrong.");
          },
        );
      },
      choices.length > 0 ? 0 : REST,
    );
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [begins, choices, client, customer, journey, overlays]);
  useEffect(() => () => overlays.hide(OWNER), [overlays]);
  const here = walked?.waiting?.step;
  useEffect(() => {
    if (here === undefined) return;
    selection.choose(here);
    end.current?.scrollIntoView({ block: "end" });
  }, [here, selection]);

  const choose = (option: Option) => {
    const kept = choices.slice(0, walked?.used ?? 0);
    setChoices([...kept, { choice: option.choice, at: option.at }]);
    announcer.say(option.label);
  };
  const scenario = useMemo(
    () =>
      walked && customer === null && walked.stopped === null
        ? scenarioOf(nameOf(journey, choices), walked, choices, begins)
        : undefined,
    [begins, choices, customer, journey, walked],
  );

  return (
    <div className="b-walk">
      <SamplePicker label="Who walks" />
      {failed && (
        <p className="b-wrong-box" role="alert">
          <Icon name="error" /> {failed}
        </p>
      )}
      {walked && (
        <>
          <p className="b-hint">
            {walked.customer} {walked.entered ? "enters" : "does not enter"}
            {walked.entered
              ? ` ${moment(begins, walked.zone)}`
              : `: ${walked.stopped?.said ?? "nobody can say why"}`}
          </p>
          <ol className="b-walk-lines">
            {walked.trace.map((line, number) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: what happened has an order and no name
              <li key={number}>
                <p className="b-hint">
                  {line.step !== null && stepTitle(journey, line.step)}
                  <time dateTime={line.at}>{moment(line.at, walked.zone)}</time>
                </p>
                <p>{line.words}</p>
                {line.message && (
                  <details className="b-walk-message">
                    <summary>
                      <Icon name="mail" size={14} />
                      {line.message.title}
                    </summary>
                    <p className="b-hint">To {line.message.to ?? "nobody"}</p>
                    <pre>{line.message.text}</pre>
                  </details>
                )}
              </li>
            ))}
          </ol>
          {walked.stopped !== null && walked.entered && (
            <p className="b-wrong-box">
              <Icon name="info" /> {walked.stopped.said}
            </p>
          )}
          {walked.ended !== null && (
            <p className="b-walk-ended">
              <Icon name="flag" /> {walked.ended.reason}
            </p>
          )}
          {walked.waiting && (
            <section className="b-walk-next">
              <h3>What happens next?</h3>
              {walked.waiting.because && <p className="b-hint">{walked.waiting.because}</p>}
              {walked.waiting.options.map((option) => (
                <button
                  key={JSON.stringify(option.choice)}
                  type="button"
                  className="b-walk-option"
                  onClick={() => choose(option)}
                >
                  <Icon name={option.choice.what === "time" ? "clock" : "bolt"} />
                  <span>
                    {option.label}
                    {option.at && <small>{moment(option.at, walked.zone)}</small>}
                  </span>
                </button>
              ))}
              {walked.waiting.options.length === 0 && (
                <p className="b-hint">
                  Nothing that could be chosen ends this: they would wait for what only they can do.
                </p>
              )}
            </section>
          )}
        </>
      )}
      <div className="b-form-acts" ref={end}>
        <button
          type="button"
          className="b-button"
          disabled={choices.length === 0}
          onClick={() => setChoices(choices.slice(0, -1))}
        >
          <Icon name="undo" size={14} />
          One back
        </button>
        <button
          type="button"
          className="b-button"
          disabled={choices.length === 0}
          onClick={() => setChoices([])}
        >
          Begin anew
        </button>
        {scenario && (
          <button
            type="button"
            className="b-button"
            onClick={() => {
              edited.edit((now) => ({ ...now, scenarios: [...(now.scenarios ?? []), scenario] }));
              announcer.say("Saved as a scenario.");
            }}
          >
            Save as a scenario
          </button>
        )}
      </div>
    </div>
  );
}

function refusal(error: ApiError): string {
  const body = error.body as { problems?: { message: string }[] } | null;
  const [first] = body?.problems ?? [];
  return first ? `It cannot be walked through yet: ${first.message}` : error.message;
}

function nameOf(journey: Journey, choices: readonly Chosen[]): string {
  const words = choices.map(({ choice }) => {
    const step = journey.steps[choice.step];
    if (choice.what === "time") return "waits";
    if (choice.what === "event" && step?.type === "wait" && step.until && "event" in step.until)
      return (step.until as UntilEvent).event;
    return choice.outcome ?? (choice.score != null ? `answers ${choice.score}` : choice.what);
  });
  const base = words.length === 0 ? "Just enters" : words.join(", ");
  const taken = new Set((journey.scenarios ?? []).map(({ name }) => name));
  if (!taken.has(base)) return base.slice(0, 190);
  for (let number = 2; ; number += 1) {
    const tried = `${base.slice(0, 190)} ${number}`;
    if (!taken.has(tried)) return tried;
  }
}

function moment(at: string, zone: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: zone,
  }).format(new Date(at));
}
