/** What can be done with several steps at once. */

import { useBuilder, useJourney, useNames } from "@/app/context";
import { actsOnSteps } from "@/app/stepActs";
import { stepSentence } from "@/sentences/steps";
import { plain, stepTitle } from "@/sentences/words";
import { useStored } from "@/state/store";
import { Acts } from "./StepActs";

export function SeveralForm() {
  const builder = useBuilder();
  const journey = useJourney();
  const names = useNames();
  const steps = useStored(builder.selection, (state) => state.steps);
  const ids = Object.keys(journey.steps).filter((id) => steps.has(id));
  return (
    <div className="b-form">
      <h2 className="b-panel-title">{ids.length} steps are chosen</h2>
      <ul className="b-plain-list">
        {ids.map((id) => (
          <li key={id}>
            {stepTitle(journey, id)}
            <p className="b-hint">{plain(stepSentence(journey, id, names))}</p>
          </li>
        ))}
      </ul>
      <Acts items={actsOnSteps(builder, journey, ids)} />
    </div>
  );
}
