/** What a decision saw: what was checked, what was found, and whether it held. */

import type { Evidence } from "@/api/enrollments";
import { Icon } from "./Icon";

export function Seen({
  evidence,
  when,
}: {
  evidence: readonly Evidence[];
  when: (time: string) => string;
}) {
  const rows = evidence.flatMap((each) => each.rows);
  if (rows.length === 0) return null;
  return (
    <details>
      <summary>What was seen</summary>
      <ul className="b-evidence">
        {rows.map((row, number) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: what was seen has an order and no name
          <li key={number} data-depth={Math.min(row.depth, 3)}>
            <Icon name={row.holds ? "check" : row.holds === null ? "help" : "close"} size={13} />
            <span>
              <span className="unseen">{row.holds ? "Holds: " : "Does not hold: "}</span>
              {row.checked}
              {row.found !== null && <small> Found: {row.found}</small>}
              {row.at !== null && <small> Found: {when(row.at)}</small>}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
