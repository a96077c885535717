/** What can be done with several steps at once. */

import * as commands from "@/app/commands";
import { useBuilder, useJourney } from "@/app/context";
import { Icon } from "@/parts/Icon";
import { stepTitle } from "@/sentences/words";
import { useStored } from "@/state/store";

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
        <button
          type="button"
          className="b-button"
          onClick={async () => {
            const text = commands.copy(builder);
            if (text !== undefined) await navigator.clipboard.writeText(text);
          }}
        >
          <Icon name="copy" size={14} />
          Copy
        </button>
        {!builder.readOnly && (
          <button
            type="button"
            className="b-button b-text-bad"
            onClick={() => commands.askToRemove(builder)}
          >
            <Icon name="trash" size={14} />
            Remove
          </button>
        )}
      </div>
    </div>
  );
}
