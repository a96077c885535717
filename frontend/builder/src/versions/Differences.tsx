/** What differs between two definitions, in words. */

import type { Comparison } from "@/api/versions";
import { Icon } from "@/parts/Icon";
import { templateInWords } from "@/sentences/words";

const SIGNS = { added: "plus", removed: "minus", changed: "pencil" } as const;

export function Differences({
  comparison,
  none,
  choose,
}: {
  comparison: Comparison;
  /** Said when there are none. */
  none: string;
  /** For lines about a step. */
  choose?: (step: string) => void;
}) {
  if (comparison.differences.length === 0) return <p className="b-hint">{none}</p>;
  return (
    <ul className="b-differences">
      {comparison.differences.map((each) => (
        <li key={`${each.path} ${each.text}`} className={`b-difference-${each.kind}`}>
          <Icon name={SIGNS[each.kind]} size={14} />
          {choose && each.step !== null && each.kind !== "removed" ? (
            <button type="button" className="b-link" onClick={() => choose(each.step ?? "")}>
              {templateInWords(each.text)}
            </button>
          ) : (
            <span className="b-difference-text">{templateInWords(each.text)}</span>
          )}
        </li>
      ))}
    </ul>
  );
}
