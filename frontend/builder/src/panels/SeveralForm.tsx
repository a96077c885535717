/** What can be done with several steps at once. */

import * as commands from "@/app/commands";
import { useBuilder, useJourney } from "@/app/context";
import { linksFrom } from "@/definition/links";
import { Button } from "@/parts/buttons";
import { stepTitle } from "@/sentences/words";
import { useStored } from "@/state/store";
import { toClipboard } from "./StepActs";

export function SeveralForm() {
  const builder = useBuilder();
  const journey = useJourney();
  const steps = useStored(builder.selection, (state) => state.steps);
  const ids = Object.keys(journey.steps).filter((id) => steps.has(id));
  return (
    <div className="b-form">
      <h2 className="b-panel-title">{ids.length} steps are chosen</h2>
      <ul className="b-plain-list">
        {ids.map((id) => (
          <li key={id}>{stepTitle(journey, id)}</li>
        ))}
      </ul>
      <div className="b-form-acts">
        <Button icon="copy" act={() => toClipboard(commands.copy(builder))}>
          Copy
        </Button>
        {!builder.readOnly && (
          <>
            {ids.some((id) => linksFrom(journey, id).length > 0) && (
              <Button act={() => toClipboard(commands.cut(builder))}>Cut</Button>
            )}
            <Button icon="trash" tone="bad" act={() => commands.askToRemove(builder)}>
              Remove
            </Button>
          </>
        )}
      </div>
    </div>
  );
}
