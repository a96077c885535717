/** Customers the journey was thought through with: tried again before each publish, and here. */

import { useEffect, useRef, useState } from "react";
import type { ScenarioOutcome } from "@/api/simulations";
import { useBuilder, useJourney } from "@/app/context";
import { scenarioAt } from "@/app/leading";
import { withKey } from "@/definition/without";
import { outsideOf, segmentsOfEntrants } from "@/model/edits/entrants";
import { Icon } from "@/parts/Icon";
import { TitleField } from "@/parts/TitleField";
import { stepTitle } from "@/sentences/words";
import { useStored } from "@/state/store";
import { momentIn } from "@/times/moment";
import { OfBefore, Progress } from "./Progress";
import { FAILED } from "./scenario/Failing";
import { firstScenario } from "./scenario/kinds";
import { Outside } from "./scenario/Outside";
import { ScenarioForm } from "./scenario/ScenarioForm";
import { TakeOver } from "./scenario/TakeOver";

export default function ScenariosPanel() {
  const { document: edited, panels, findings, readOnly, trying } = useBuilder();
  const journey = useJourney();
  const scenarios = journey.scenarios ?? [];
  const { simulation, running, of } = useStored(trying, (state) => state);
  const [open, setOpen] = useState<string | null>(null);
  const about = useStored(panels, (shown) => shown.about);
  const tryAll = useRef<HTMLButtonElement>(null);
  const problems = useStored(findings, (all) => all);
  const led = about && scenarioAt(about.path);
  const [changed, setChanged] = useState<number | null>(led);
  useEffect(() => {
    if (about) setChanged(scenarioAt(about.path));
  }, [about]);
  const make = () => {
    setChanged(scenarios.length);
    edited.edit((now) => ({ ...now, scenarios: [...(now.scenarios ?? []), firstScenario(now)] }));
    // It begins with its name.
    requestAnimationFrame(() =>
      document.querySelector<HTMLTextAreaElement>(".b-scenarios > :last-child textarea")?.select(),
    );
  };
  const remove = (number: number) => {
    setChanged(null);
    edited.edit((now) => {
      const rest = (now.scenarios ?? []).filter((_, place) => place !== number);
      return withKey(now, "scenarios", rest.length > 0 ? rest : undefined);
    });
  };
  const fresh = !readOnly && (
    <button type="button" className="b-button" onClick={make}>
      <Icon name="plus" size={14} />
      New scenario
    </button>
  );
  const isWrong = (number: number) => problems.some(({ path }) => scenarioAt(path) === number);
  const fails = (number: number, outcome?: ScenarioOutcome) =>
    outcome?.passed === false ||
    problems.some(({ code, path }) => code === FAILED && scenarioAt(path) === number);
  /** Whether the form shows which of what is expected fails. */
  const isShown = (number: number) =>
    problems.some(
      ({ code, path }) => code === FAILED && path.startsWith(`scenarios.${number}.expect.`),
    );
  const segments = segmentsOfEntrants(journey);
  /** What puts all of them in stands at the one that is open, where it fails for that reason. */
  const within =
    changed !== null &&
    fails(changed) &&
    outsideOf({ ...journey, scenarios: scenarios.slice(changed, changed + 1) }, segments) > 0;
  const outside = !readOnly && <Outside done={() => tryAll.current?.focus()} />;
  const outcomes = simulation?.result?.scenarios ?? [];
  const outcomeOf = (name: string) => outcomes.find((each) => each.name === name);
  const old = journey !== of && scenarios.some(({ name }) => outcomeOf(name));
  if (scenarios.length === 0)
    return (
      <div className="b-form">
        <p className="b-hint">
          A scenario is a customer made up, what they do, and what must have come of it. A journey
          whose scenarios fail cannot be published, so whoever edits it next is told what they
          broke.
        </p>
        <div className="b-form-acts">
          <button type="button" className="b-button" onClick={() => panels.open("walk")}>
            <Icon name="play" size={14} />
            Walk one through, and save it
          </button>
          {fresh}
        </div>
      </div>
    );
  return (
    <div className="b-form">
      <div className="b-form-acts">
        <button
          ref={tryAll}
          type="button"
          className="b-button b-button-main"
          aria-disabled={running}
          onClick={() => trying.start({ what: "scenario" })}
        >
          <Icon name="play" size={14} />
          Try all
        </button>
        {fresh}
      </div>
      {!within && outside}
      <Progress of={trying} />
      {old && (
        <OfBefore said="These results are of the journey as it was before your last edit. Try all again." />
      )}
      <ul className="b-scenarios">
        {scenarios.map((scenario, number) => {
          const outcome = outcomeOf(scenario.name);
          const mend =
            within && changed === number
              ? outside
              : !readOnly &&
                fails(number, outcome) && <TakeOver name={scenario.name} number={number} />;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: two may be called alike until that is mended
            <li key={number}>
              <div className="b-scenario">
                <TitleField
                  label="Name of the scenario"
                  value={scenario.name}
                  change={(name) =>
                    edited.edit(
                      (now) => ({
                        ...now,
                        scenarios: (now.scenarios ?? []).map((each, place) =>
                          place === number ? { ...each, name } : each,
                        ),
                      }),
                      `scenario ${number}`,
                    )
                  }
                />
                {isWrong(number) && <span className="b-mark b-mark-bad">Has a problem</span>}
                {outcome && !isWrong(number) && (
                  <span
                    className={`b-mark b-mark-${old ? "old" : outcome.passed ? "good" : "bad"}`}
                  >
                    {outcome.passed ? (old ? "Held" : "Holds") : old ? "Failed" : "Fails"}
                  </span>
                )}
                {!readOnly && (
                  <button
                    type="button"
                    className="b-row-act"
                    aria-label={`Remove ${scenario.name}`}
                    onClick={() => remove(number)}
                  >
                    <Icon name="trash" size={14} />
                  </button>
                )}
              </div>
              <button
                type="button"
                className="b-link"
                aria-label={`Details: ${scenario.name}`}
                aria-expanded={changed === number}
                onClick={() => setChanged(changed === number ? null : number)}
              >
                Details
              </button>
              {changed === number && (
                <ScenarioForm
                  scenario={scenario}
                  number={number}
                  about={led === number ? about : null}
                  remove={() => remove(number)}
                  mend={mend}
                />
              )}
              {outcome?.failures.map((failure) => (
                <p key={failure} className={old ? "b-hint" : "b-text-bad"}>
                  {failure}
                </p>
              ))}
              {!(changed === number && isShown(number)) && mend}
              {outcome && (
                <button
                  type="button"
                  className="b-link"
                  aria-label={`What happened: ${scenario.name}`}
                  aria-expanded={open === scenario.name}
                  onClick={() => setOpen(open === scenario.name ? null : scenario.name)}
                >
                  What happened
                </button>
              )}
              {outcome && open === scenario.name && (
                <ol className="b-walk-lines">
                  {outcome.lines.map((line, place) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: what happened has an order and no name
                    <li key={place}>
                      <p className="b-hint">
                        {line.step !== null && stepTitle(journey, line.step)}
                        <time dateTime={line.at}>{momentIn(outcome.time_zone)(line.at)}</time>
                      </p>
                      <p>{line.said}</p>
                    </li>
                  ))}
                </ol>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
