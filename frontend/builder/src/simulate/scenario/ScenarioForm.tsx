/** The form of one scenario: who it is, what happens, and what is expected. */

import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { useBuilder, useJourney } from "@/app/context";
import { scenarioAt } from "@/app/leading";
import type { Earlier, Expectation, Happening, Scenario, StepId } from "@/definition/types";
import { withKey } from "@/definition/without";
import { stepExpected, stepInvolved } from "@/model/edits/scenarios";
import { typed } from "@/panels/FormPanel";
import { Findings } from "@/parts/Findings";
import { Toggle } from "@/parts/fields";
import { Rows } from "@/parts/Rows";
import { ScopeProvider, Within } from "@/parts/scope";
import { useStored } from "@/state/store";
import { DateField } from "@/times/DateField";
import { DurationField } from "@/times/DurationField";
import { CustomerFields } from "./CustomerFields";
import { ExpectationFields } from "./ExpectationFields";
import { Failing } from "./Failing";
import { EventFields, HappeningFields, SECOND_DAY } from "./HappeningFields";
import { firstExpectation, firstHappening } from "./kinds";

/** When they enter unless it is said: `USUAL_ENTRY` in Python. */
const USUAL_DAY = "2026-03-02";
const AT = "T09:00:00Z";

export function ScenarioForm({
  scenario,
  number,
  about,
  remove,
  mend,
}: {
  scenario: Scenario;
  number: number;
  /** Where the reader was led to, when it is in here. */
  about: { path: string } | null;
  /** Takes the whole scenario away. */
  remove: () => void;
  /** Stands at what fails. */
  mend: ReactNode;
}) {
  const { document: edited, findings, readOnly } = useBuilder();
  const journey = useJourney();
  const { enters } = scenario;
  const all = useStored(findings, (state) => state);
  const base = `scenarios.${number}`;
  const problems = useMemo(
    () => all.filter(({ path }) => scenarioAt(path) === number),
    [all, number],
  );
  const change = (now: Scenario) =>
    edited.edit(
      (before) => ({
        ...before,
        scenarios: (before.scenarios ?? []).map((each, place) => (place === number ? now : each)),
      }),
      typed(base),
    );
  const gone = (step: StepId | undefined) =>
    step !== undefined && !Object.hasOwn(journey.steps, step);
  const takeOut = (act: () => void, words = "Take it out") =>
    !readOnly && (
      <button type="button" className="b-link" onClick={act}>
        {words}
      </button>
    );
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const whole = about && box.current?.closest("li");
    // Where a field is meant, that has taken the focus by now.
    if (!whole || whole.contains(window.document.activeElement)) return;
    whole.scrollIntoView({ block: "start" });
    whole.querySelector<HTMLElement>("[aria-expanded=true]")?.focus({ preventScroll: true });
  }, [about]);
  const field = about && (about.path === base ? "" : about.path.slice(base.length + 1));
  return (
    <ScopeProvider base={base} problems={problems} readOnly={readOnly} field={field} led={about}>
      <div className="b-scenario-form" ref={box}>
        <Findings />
        <div className="b-stack">
          <Toggle
            label="They enter on a certain day"
            value={enters !== undefined}
            change={(is) => change(withKey(scenario, "enters", is ? USUAL_DAY + AT : undefined))}
            hint="Otherwise by a date of theirs that starts the journey, or on a Monday like any other: 2 March 2026."
          />
          {enters !== undefined && (
            <DateField
              label="Day of entry"
              path="enters"
              value={enters.slice(0, 10)}
              change={(day) => change({ ...scenario, enters: day + (enters.slice(10) || AT) })}
            />
          )}
        </div>
        <CustomerFields scenario={scenario} change={change} />
        <Rows<Earlier>
          label="Before they entered"
          rows={scenario.before ?? []}
          boxed
          make={() => ({ event: "", ago: "7d" })}
          add="They had done something"
          nameOf={(_, place) => `what they had done, ${place + 1}`}
          change={(rows) => change(withKey(scenario, "before", rows.length > 0 ? rows : undefined))}
          draw={(earlier, place, set) => (
            <Within path={`before.${place}`}>
              <div className="b-stack">
                <EventFields of={earlier} change={set} />
                <DurationField
                  label="How long before entry"
                  path="ago"
                  value={earlier.ago}
                  change={(ago) => set({ ...earlier, ago })}
                />
              </div>
            </Within>
          )}
        />
        <Rows<Happening>
          label="What happens"
          rows={scenario.happens ?? []}
          boxed
          make={() => firstHappening(journey, "event", SECOND_DAY)}
          add="Something happens"
          nameOf={(_, place) => `what happens, ${place + 1}`}
          change={(rows) =>
            change(withKey(scenario, "happens", rows.length > 0 ? rows : undefined))
          }
          draw={(happening, place, set, out) => (
            <Within path={`happens.${place}`}>
              <HappeningFields happening={happening} change={set} />
              {gone(stepInvolved(happening)) && takeOut(out)}
            </Within>
          )}
        />
        <Rows<Expectation>
          label="What is expected"
          rows={scenario.expect}
          boxed
          least={1}
          make={() => firstExpectation(journey, "reaches")}
          add="Expect something"
          nameOf={(_, place) => `what is expected, ${place + 1}`}
          change={(expect) => change({ ...scenario, expect })}
          draw={(expectation, place, set, out) => (
            <Within path={`expect.${place}`}>
              <Failing mend={mend}>
                <ExpectationFields expectation={expectation} change={set} />
              </Failing>
              {gone(stepExpected(expectation)) &&
                (scenario.expect.length > 1
                  ? takeOut(out)
                  : takeOut(remove, "Remove the scenario"))}
            </Within>
          )}
        />
      </div>
    </ScopeProvider>
  );
}
