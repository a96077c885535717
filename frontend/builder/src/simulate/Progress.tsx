/** How far a simulation is, and the way to stop it. */

import type { Following } from "./useSimulation";

export function Progress({ following }: { following: Following }) {
  const { simulation, running, stop } = following;
  if (!running || !simulation) return null;
  return (
    <div className="b-progress-box">
      <progress className="b-progress" max={1} value={simulation.progress} aria-label="Progress" />
      <span className="b-hint">{Math.round(simulation.progress * 100)} %</span>
      <button type="button" className="b-button" onClick={stop}>
        Stop
      </button>
    </div>
  );
}
