/** Customers the journey was thought through with: tried again before each publish, and here. */

import { useCallback, useEffect, useRef, useState } from "react";
import type { ScenarioOutcome } from "@/api/simulations";
import { useBuilder, useJourney } from "@/app/context";
import { scenarioAt } from "@/app/leading";
import { withKey } from "@/definition/without";
import { outsideOf, segmentsOfEntrants } from "@/model/edits/entrants";
import { Icon } from "@/parts/Icon";
import { TitleField } from "@/parts/TitleField";
import { stepTitle } from "@/sentences/words";
import { isOfAnother } from "@/state/simulating";
import { useStored } from "@/state/store";
import { momentIn } from "@/times/moment";
import { OfBefore, Progress } from "./Progress";
import { FAILED } from "./scenario/Failing";
import { firstScenario } from "./scenario/kinds";
import { Outside } from "./scenario/Outside";
import { ScenarioForm } from "./scenario/ScenarioForm";
import { TakeOver } from "./scenario/TakeOver";

/** So many steps of the way are seen at once: the last. */
const LAST = 3;

/** What was expected, what happened instead, and the way there. */
function Unmet({
  expected,
  instead,
  way,
  old,
}: NonNullable<ScenarioOutcome["unmet"]>[number] & { old: boolean }) {
  const stops = way.map(({ title, day }, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a way has an order
    <li key={place}>
      {title} <span className="b-hint">Day {day}</span>
    </li>
  ));
  return (
    <div className={old ? "b-unmet b-hint" : "b-unmet"}>
      <p>{expected}</p>
      {stops.length > LAST && (
        <details>
          <summary>{stops.length - LAST} steps before</summary>
          <ol>{stops.slice(0, -LAST)}</ol>
        </details>
      )}
      {stops.length > 0 && <ol>{stops.slice(-LAST)}</ol>}
      <p>{instead}</p>
    </div>
  );
}

export default function ScenariosPanel() {
  const { document: edited, panels, findings, readOnly, trying } = useBuilder();
  const journey = useJourney();
  const scenarios = journey.scenarios ?? [];
  const tried = useStored(trying, (state) => state);
  const { simulation, running } = tried;
  const [open, setOpen] = useState<string | null>(null);
  const about = useStored(panels, (shown) => shown.about);
  const tryAll = useRef<HTMLButtonElement>(null);
  const empty = useRef<HTMLButtonElement>(null);
  const goOn = useCallback(() => tryAll.current?.focus(), []);
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
    // What had the focus goes with it.
    requestAnimationFrame(() => {
      const left = document.querySelectorAll<HTMLElement>(".b-scenario + .b-link");
      (left[Math.min(number, left.length - 1)] ?? empty.current)?.focus();
    });
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
  const wrongWith = (number: number) => problems.filter(({ path }) => scenarioAt(path) === number);
  const isFound = (number: number) => wrongWith(number).some(({ code }) => code === FAILED);
  /** Whether the form shows which of what is expected fails. */
  const isShown = (number: number) =>
    problems.some(
      ({ code, path }) => code === FAILED && path.startsWith(`scenarios.${number}.expect.`),
    );
  const outside = !readOnly && <Outside done={goOn} />;
  const outcomes = simulation?.result?.scenarios ?? [];
  const outcomeOf = (name: string) => outcomes.find((each) => each.name === name);
  const old = isOfAnother(journey, tried) && scenarios.some(({ name }) => outcomeOf(name));
  /** As it is now: what came of it before an edit may be so no longer. */
  const fails = (number: number) =>
    isFound(number) || (!old && outcomeOf(scenarios[number]?.name ?? "")?.passed === false);
  const segments = segmentsOfEntrants(journey);
  /** What puts all of them in stands at the one that is open, where it fails for that reason. */
  const within =
    changed !== null &&
    fails(changed) &&
    outsideOf({ ...journey, scenarios: scenarios.slice(changed, changed + 1) }, segments) > 0;
  if (scenarios.length === 0)
    return (
      <div className="b-form">
        <p className="b-hint">
          A scenario is a customer made up, what they do, and what must have come of it. A journey
          whose scenarios fail cannot be published, so whoever edits it next is told what they
          broke.
        </p>
        <div className="b-form-acts">
          <button
            ref={empty}
            type="button"
            className="b-button"
            onClick={() => panels.open("walk")}
          >
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
          const wrong = wrongWith(number);
          const found = outcomeOf(scenario.name);
          // What is found wrong with it now says more than what came of it before.
          const outcome = old && isFound(number) ? undefined : found;
          const mend =
            within && changed === number
              ? outside
              : !readOnly && fails(number) && <TakeOver number={number} done={goOn} />;
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
                {wrong.length > 0 && (
                  <span className="b-mark b-mark-bad">
                    {isFound(number) ? "Fails" : "Has a problem"}
                  </span>
                )}
                {outcome && wrong.length === 0 && (
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
              {changed !== number &&
                (old || !outcome?.unmet?.length) &&
                wrong.map(({ path, message }) => (
                  <p key={`${path} ${message}`} className="b-text-bad">
                    {message}
                  </p>
                ))}
              {outcome?.unmet?.map((each) => (
                <Unmet key={each.expected + each.instead} old={old} {...each} />
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
