/** How many go on with which version or leave, and for how many something is done soon. */

import type { Preview } from "@/api/versions";
import { due, grouped } from "./words";

export function Figures({ seen, everyone }: { seen: Preview; everyone: boolean }) {
  const moves: [string, number][] = [
    ["New version, another step", seen.moved],
    ["New version, same step", seen.staying],
    ["Old version", seen.continuing],
    ["Leave", seen.leaving],
  ];
  return (
    <>
      {everyone && (
        <dl className="b-figures">
          {moves.map(([words, count]) => (
            <div key={words}>
              <dt>{words}</dt>
              <dd>{grouped(count)}</dd>
            </div>
          ))}
        </dl>
      )}
      <section>
        <h3>Within 24 hours</h3>
        {seen.paused && (
          <p className="b-text-warn">
            Nothing goes out while the journey is paused. If it runs again now:
          </p>
        )}
        <p className="b-hint">If nothing else happens meanwhile. A customer counts once.</p>
        <dl className="b-figures">
          {seen.kinds.map(({ kind, words, before, after }) => (
            <div key={kind}>
              <dt>{words}</dt>
              <dd>
                {due(after)}
                {everyone && <small>as it is now: {due(before)}</small>}
              </dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}
