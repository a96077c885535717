/** How much is wrong with a step: what is to be put right, and beside it what is only warned of. */

import { Icon } from "./Icon";

export function Found({
  blocking,
  wrong,
  warnings,
  finding,
}: {
  blocking: number;
  /** Some of them are more than a field that still has to be filled in. */
  wrong: boolean;
  warnings: number;
  /** The first of them. */
  finding?: string | null | undefined;
}) {
  const title = finding ?? undefined;
  return (
    <>
      {blocking > 0 && (
        <span className={`b-badge ${wrong ? "b-badge-bad" : "b-badge-open"}`} title={title}>
          <Icon name="error" size={12} />
          {blocking}
          <span className="unseen"> to be put right</span>
        </span>
      )}
      {warnings > 0 && (
        <span className="b-badge b-badge-warn" title={blocking > 0 ? undefined : title}>
          <Icon name="warning" size={12} />
          {warnings}
          <span className="unseen">{warnings === 1 ? " warning" : " warnings"}</span>
        </span>
      )}
    </>
  );
}
