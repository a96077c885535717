/**
 * Walking through: one customer, and at each wait what happens next is chosen. The way lights up, and
 * the messages are shown as they would arrive. Nothing is sent.
 */

import { useEffect, useId, useMemo, useRef, useState } from "react";
import { ApiError } from "@/api/client";
import { type Choice, type Option, type Walk, walk } from "@/api/walk";
import { useBuilder, useJourney } from "@/app/context";
import { Icon } from "@/parts/Icon";
import { SamplePicker } from "@/parts/SamplePicker";
import { Seen } from "@/parts/Seen";
import { stepTitle } from "@/sentences/words";
import { useStored } from "@/state/store";
import { KINDS } from "@/steps";
import { momentIn } from "@/times/moment";
import { MessageShown } from "./MessageShown";
import { walkOverlay } from "./overlay";
import { scenarioOf } from "./scenario";

const OWNER = "walk";
/** How long after an edit it is walked again, in milliseconds. */
const REST = 400;

export default function WalkPanel() {
  const {
    client,
    sample,
    overlays,
    selection,
    document: edited,
    announcer,
    readOnly,
  } = useBuilder();
  const journey = useJourney();
  const customer = useStored(sample, (state) => state);
  const [begins] = useState(thisMinute);
  const [choices, setChoices] = useState<readonly Choice[]>([]);
  const [walked, setWalked] = useState<Walk | null>(null);
  /** The choices it was walked by. */
  const [walkedBy, setWalkedBy] = useState<readonly Choice[] | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [asked, setAsked] = useState(0);
  /** The choices that were saved as a scenario last. */
  const [keptOf, setKeptOf] = useState<readonly Choice[] | null>(null);
  const kept = keptOf === choices;
  const end = useRef<HTMLDivElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` is to walk once more
  useEffect(() => {
    const leaving = new AbortController();
    const timer = setTimeout(
      () => {
        walk(client, journey, customer, begins, choices, leaving.signal).then(
          (found) => {
            setWalked(found);
            setWalkedBy(choices);
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
  }, [asked, begins, choices, client, customer, journey, overlays]);
  useEffect(() => () => overlays.hide(OWNER), [overlays]);
  const here = walked?.waiting?.step;
  const waitsFor = walked?.waiting?.because;
  // Most of the time the last line has said it.
  const last = walked?.trace.at(-1);
  const held = waitsFor && !last?.words.includes(waitsFor) ? waitsFor : null;
  const ended = walked?.ended?.reason;
  useEffect(() => {
    if (here !== undefined) selection.choose(here);
  }, [here, selection]);
  // Not when it is walked once more by the same choices: whoever reads on the way reads on.
  useEffect(() => {
    if (walkedBy) end.current?.scrollIntoView({ block: "end" });
  }, [walkedBy]);

  const choose = (option: Option) => {
    const kept = choices.slice(0, walked?.used ?? 0);
    setChoices([...kept, option.choice]);
    announcer.say(option.label);
  };
  const told = useMemo(
    () => (walked ? scenarioOf(journey, walked, choices) : null),
    [choices, journey, walked],
  );
  const because = told && "because" in told ? told.because : null;
  const reason = useId();
  const when = useMemo(() => momentIn(walked?.zone ?? "UTC"), [walked?.zone]);

  return (
    <div className="b-walk">
      <SamplePicker label="Who walks" />
      {failed && (
        <p className="b-wrong-box" role="alert">
          <Icon name="error" /> {failed}
        </p>
      )}
      {!walked && !failed && <p className="b-hint">Walking …</p>}
      {walked && (
        <>
          <p className="b-hint">
            {walked.customer} {walked.entered ? "enters" : "does not enter"}
            {walked.entered
              ? ` ${when(begins)}`
              : `. ${walked.stopped?.said ?? "Nobody can say why."}`}
          </p>
          <ol className="b-walk-lines">
            {walked.trace.map((line, number) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: what happened has an order and no name
              <li key={number}>
                <p className="b-hint">
                  {line.step !== null && stepTitle(journey, line.step)}
                  <time dateTime={line.at}>{when(line.at)}</time>
                </p>
                {line === last && line.words === ended ? <End said={ended} /> : <p>{line.words}</p>}
                <Seen evidence={line.evidence} when={when} />
                {line.message && (
                  <MessageShown
                    message={line.message}
                    icon={KINDS[journey.steps[line.step ?? ""]?.type ?? "email"].icon}
                    renew={() => setAsked((now) => now + 1)}
                  />
                )}
              </li>
            ))}
          </ol>
          {walked.stopped !== null && walked.entered && (
            <p className="b-wrong-box">
              <Icon name="info" /> {walked.stopped.said}
            </p>
          )}
          {ended !== undefined && ended !== last?.words && <End said={ended} />}
          {walked.waiting && (
            <section className="b-walk-next">
              <h3>What happens next?</h3>
              {held && <p className="b-hint">{held}</p>}
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
                    {option.at && <small>{when(option.at)}</small>}
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
        {told && !readOnly && (
          <button
            type="button"
            className="b-button"
            disabled={because !== null || kept}
            aria-describedby={because === null ? undefined : reason}
            onClick={() => {
              if (!("scenario" in told)) return;
              const { scenario } = told;
              edited.edit((now) => ({ ...now, scenarios: [...(now.scenarios ?? []), scenario] }));
              setKeptOf(choices);
              announcer.show("Saved as a scenario.");
            }}
          >
            {kept ? "Saved as a scenario" : "Save as a scenario"}
          </button>
        )}
      </div>
      {because !== null && !readOnly && (
        <p className="b-hint" id={reason}>
          It cannot be saved as a scenario. {because}
        </p>
      )}
    </div>
  );
}

function End({ said }: { said: string }) {
  return (
    <p className="b-walk-ended">
      <Icon name="flag" /> {said}
    </p>
  );
}

/** Scenarios know no seconds. */
function thisMinute(): string {
  const now = new Date();
  now.setSeconds(0, 0);
  return now.toISOString();
}

function refusal(error: ApiError): string {
  const body = error.body as { problems?: { message: string }[] } | null;
  const [first] = body?.problems ?? [];
  return first ? `It cannot be walked through yet: ${first.message}` : error.message;
}
