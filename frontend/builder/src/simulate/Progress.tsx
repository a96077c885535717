/** How far a simulation is, and the way to stop it; or why it did not come about. */

import { useJourney } from "@/app/context";
import { Icon } from "@/parts/Icon";
import { NotYet } from "@/parts/NotYet";
import { isOfAnother, type Simulating } from "@/state/simulating";
import { useStored } from "@/state/store";

export function Progress({ of }: { of: Simulating }) {
  const { simulation, running, failed, ...asked } = useStored(of, (state) => state);
  // What hindered the journey as it was may be put right by now; what else went wrong is said.
  const isOfThis = !useJourney((journey) => isOfAnother(journey, asked));
  return (
    <>
      {failed && (isOfThis || failed.problems.length === 0) && <NotYet failed={failed} />}
      {running && (
        <div className="b-progress-box">
          <progress
            className="b-progress"
            max={1}
            value={simulation?.progress}
            aria-label="Progress"
          />
          {simulation && (
            <>
              <span className="b-hint">{Math.round(simulation.progress * 100)} %</span>
              <button type="button" className="b-button" onClick={of.stop}>
                Stop
              </button>
            </>
          )}
        </div>
      )}
    </>
  );
}

/** That what came of it is of the journey as it was, and what to press. */
export function OfBefore({ said }: { said: string }) {
  return (
    <p className="b-finding b-finding-warning" role="status">
      <Icon name="warning" size={14} />
      <span>{said}</span>
    </p>
  );
}
