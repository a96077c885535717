/**
 * Walking through: one customer, and at each wait what happens next is chosen. The way lights up, and
 * the messages are shown as they would arrive. Nothing is sent.
 */

import { useEffect, useId, useMemo, useRef, useState } from "react";
import { type Choice, type Line, type Option, type Walk, walk } from "@/api/walk";
import { useBuilder, useJourney } from "@/app/context";
import type { Scenario } from "@/definition/types";
import { isSame } from "@/model/diff";
import { focusIn } from "@/parts/Field";
import { Text } from "@/parts/fields";
import { Icon } from "@/parts/Icon";
import { NotYet } from "@/parts/NotYet";
import { SamplePicker } from "@/parts/SamplePicker";
import { Seen } from "@/parts/Seen";
import { nameInWords, stepTitle } from "@/sentences/words";
import { type Failure, failureOf } from "@/state/answer";
import { useStored } from "@/state/store";
import { KINDS } from "@/steps";
import { momentIn } from "@/times/moment";
import { PickerField } from "@/times/PickerField";
import { instantOf, wallOf } from "@/times/upcoming";
import { MessageShown } from "./MessageShown";
import { walkOverlay } from "./overlay";
import { scenarioOf } from "./scenario";

const OWNER = "walk";
/** How long after an edit it is walked again, in milliseconds. */
const REST = 400;
/** Where one goes on after an answer. */
const NEXT = ".b-walk-option, .b-form-acts > :enabled";

export default function WalkPanel() {
  const {
    page,
    client,
    sample,
    overlays,
    selection,
    document: edited,
    announcer,
    panels,
    readOnly,
    walking,
  } = useBuilder();
  const journey = useJourney();
  const customer = useStored(sample, (state) => state);
  const choices = useStored(walking, (state) => state.choices);
  const [begins, setBegins] = useState(
    choices.length > 0 || walking.getState().chosen ? walking.getState().begins : thisMinute,
  );
  /** Also a year that is not whole yet. */
  const [typed, setTyped] = useState<string | null>(null);
  const setChoices = (now: readonly Choice[]) =>
    walking.set((before) => ({ ...before, begins, choices: now }));
  const [walked, setWalked] = useState<Walk | null>(walking.getState().walked);
  /** The choices it was walked by. */
  const [walkedBy, setWalkedBy] = useState<readonly Choice[] | null>(null);
  const [failed, setFailed] = useState<Failure | null>(null);
  const [asked, setAsked] = useState(0);
  /** The choices that were saved as a scenario last, and as which; taken back, it is none. */
  const [keptOf, setKeptOf] = useState<{ choices: readonly Choice[]; scenario: Scenario }>();
  // By what it says: with what a colleague has saved meanwhile, it is another object.
  const number =
    keptOf?.choices === choices
      ? (journey.scenarios ?? []).findIndex((each) => isSame(each, keptOf.scenario))
      : -1;
  const kept = number >= 0;
  const named = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once it is saved
  useEffect(() => {
    focusIn(named.current);
    named.current?.querySelector("textarea")?.select();
  }, [keptOf?.choices, kept]);
  const end = useRef<HTMLDivElement>(null);
  /** As it was walked last. */
  const drawn = useRef(journey);
  /** How many lines were there before; null: the first walk is on the way. */
  const seen = useRef<number>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` is to walk once more
  useEffect(() => {
    const leaving = new AbortController();
    const timer = setTimeout(
      () => {
        drawn.current = journey;
        walk(client, journey, customer, begins, choices, leaving.signal).then(
          (found) => {
            setWalked(found);
            walking.set((now) => ({ ...now, walked: found }));
            setWalkedBy(choices);
            setFailed(null);
            overlays.show(walkOverlay(OWNER, found));
          },
          (error: unknown) => {
            if (!leaving.signal.aborted) setFailed(failureOf(error));
          },
        );
      },
      journey === drawn.current ? 0 : REST,
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
  const isSaid = last?.kind === "deferred" || last?.words.includes(waitsFor ?? "");
  const held = isSaid ? null : waitsFor;
  const ended = walked?.ended?.reason;
  useEffect(() => {
    if (here !== undefined) selection.choose(here);
  }, [here, selection]);
  // Not when it is walked once more by the same choices: whoever reads on the way reads on.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what has come of it then
  useEffect(() => {
    if (!walkedBy || !walked) return;
    end.current?.scrollIntoView({ block: "end" });
    // Where there is little room, what came about last is seen before what can be done.
    end.current?.parentElement
      ?.querySelector(".b-walk-lines > :last-child")
      ?.scrollIntoView({ block: "nearest" });
    if (seen.current !== null) {
      const { trace, waiting } = walked;
      const fresh = trace.slice(Math.min(seen.current, trace.length - 1));
      const words = fresh.map((line) => line.words);
      // An end is said by the last line as well.
      announcer.say([...new Set([...words, waiting ? "What happens next?" : ended])].join(" "));
      // What was pressed is gone, or rests. Whoever writes elsewhere by now goes on with that.
      const next = end.current?.parentElement?.querySelector<HTMLElement>(NEXT);
      if (!window.document.querySelector(":is(input,textarea,[role=textbox]):focus"))
        next?.focus({ preventScroll: true });
    }
    seen.current = walked.trace.length;
  }, [walkedBy]);

  const choose = (option: Option) => {
    const kept = choices.slice(0, walked?.used ?? 0);
    setChoices([...kept, option.choice]);
  };
  const told = useMemo(() => (walked ? scenarioOf(journey, walked) : null), [journey, walked]);
  const because = told && "because" in told ? told.because : null;
  const reason = useId();
  const wall = useMemo(() => wallOf(page.zone) ?? Number, [page.zone]);
  const moment = useMemo(() => momentIn(walked?.zone ?? "UTC"), [walked?.zone]);
  const when = ({ at, off }: Pick<Line, "at" | "off">) => moment(at) + (off ? ` · ${off}` : "");

  return (
    <div className="b-walk">
      <SamplePicker label="Who walks" />
      <PickerField
        type="datetime-local"
        label="When they enter"
        path="begins"
        hint="On your clock. What they did later does not count; segments and preferences are those of today."
        value={typed ?? new Date(wall(Date.parse(begins))).toISOString().slice(0, 16)}
        change={(shown) => {
          setTyped(shown);
          if (!/^20\d\d-/.test(shown)) return;
          const chosen = new Date(instantOf(Date.parse(`${shown}Z`), wall)).toISOString();
          setBegins(chosen);
          setKeptOf(undefined);
          walking.set((now) => ({ ...now, begins: chosen, chosen: true }));
        }}
      />
      {failed && <NotYet failed={failed} />}
      {!walked && !failed && <p className="b-hint">Walking …</p>}
      {walked && (
        <>
          <p className="b-hint">
            {walked.customer} {walked.entered ? "enters" : "does not enter"}
            {walked.entered
              ? ` ${moment(begins)}, on their clock (${walked.zone})`
              : `. ${walked.stopped?.said ?? "Nobody can say why."}`}
          </p>
          <ol className="b-walk-lines">
            {walked.trace.map((line, number) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: what happened has an order and no name
              <li key={number}>
                <p className="b-hint">
                  {line.step !== null && stepTitle(journey, line.step)}
                  <time dateTime={line.at}>{when(line)}</time>
                </p>
                {line === last && walked.ended && line.words === ended ? (
                  <End {...walked.ended} />
                ) : (
                  <p>{line.words}</p>
                )}
                <Seen evidence={line.evidence} when={moment} />
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
          {walked.ended && ended !== last?.words && <End {...walked.ended} />}
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
                    {option.at && (
                      <small>
                        {option.choice.what === "time" && "to "}
                        {when(option)}
                        {option.to && ` → ${stepTitle(journey, option.to)}`}
                      </small>
                    )}
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
            disabled={because !== null}
            aria-describedby={because === null ? undefined : reason}
            onClick={() => {
              if (kept) return panels.open("scenarios", `scenarios.${number}`);
              if (!("scenario" in told)) return;
              const { scenario } = told;
              edited.edit((now) => ({ ...now, scenarios: [...(now.scenarios ?? []), scenario] }));
              setKeptOf({ choices, scenario });
              announcer.show("Saved as a scenario.");
            }}
          >
            {kept ? "Show the scenario" : "Save as a scenario"}
          </button>
        )}
      </div>
      {kept && keptOf && (
        <div ref={named}>
          <Text
            label="Name of the scenario"
            path="-"
            lines={2}
            hint="It is tried again at each publish: one that fails keeps the journey from being published."
            value={keptOf.scenario.name}
            change={(text) => {
              const name = text.replace(/\n/g, " ");
              const scenario = { ...keptOf.scenario, name };
              edited.edit(
                (now) => ({ ...now, scenarios: now.scenarios?.with(number, scenario) ?? [] }),
                OWNER,
              );
              setKeptOf({ choices, scenario });
            }}
          />
        </div>
      )}
      {walked?.retold.cut && !readOnly && <p className="b-hint">{walked.retold.cut}</p>}
      {because !== null && !readOnly && (
        <p className="b-hint" id={reason}>
          It cannot be saved as a scenario. {because}
        </p>
      )}
    </div>
  );
}

/** Good is whoever has reached the goal. */
function End({ reason, outcome, converted }: NonNullable<Walk["ended"]>) {
  const good = converted || outcome === "goal";
  return (
    <p className={good ? "b-walk-ended" : "b-walk-ended b-mark-calm"}>
      <Icon name="flag" /> {reason}
      {!["completed", "exited", "goal"].includes(outcome) && ` Outcome: ${nameInWords(outcome)}.`}
    </p>
  );
}

/** Scenarios know no seconds. */
function thisMinute(): string {
  const now = new Date();
  now.setSeconds(0, 0);
  return now.toISOString();
}
