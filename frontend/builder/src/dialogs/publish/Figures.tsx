/** How many are moved, go on or leave, and how many messages that means. */

import type { Preview } from "@/api/versions";
import { due, grouped } from "./words";

export function Figures({ seen, everyone }: { seen: Preview; everyone: boolean }) {
  return (
    <dl className="b-figures">
      {everyone && (
        <>
          <div>
            <dt>Move</dt>
            <dd>{grouped(seen.moved)}</dd>
          </div>
          <div>
            <dt>Continue as they are</dt>
            <dd>{grouped(seen.continuing)}</dd>
          </div>
          <div>
            <dt>Leave</dt>
            <dd>{grouped(seen.leaving)}</dd>
          </div>
        </>
      )}
      <div>
        <dt>Messages due within 24 hours</dt>
        <dd>
          {due(everyone ? seen.due_after : seen.due_before)}
          {everyone && <small>as it is now: {due(seen.due_before)}</small>}
        </dd>
      </div>
    </dl>
  );
}
