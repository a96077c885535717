/** How far a simulation is, and the way to stop it. */

import type { Simulating } from "@/state/simulating";
import { useStored } from "@/state/store";

export function Progress({ of }: { of: Simulating }) {
  const { simulation, running } = useStored(of, (state) => state);
  if (!running || !simulation) return null;
  return (
    <div className="b-progress-box">
      <progress className="b-progress" max={1} value={simulation.progress} aria-label="Progress" />
      <span className="b-hint">{Math.round(simulation.progress * 100)} %</span>
      <button type="button" className="b-button" onClick={of.stop}>
        Stop
      </button>
    </div>
  );
}
