/** What differs between two definitions, in words; of texts, what stood there and what does now. */

import type { Comparison, Difference } from "@/api/versions";
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
          <div>
            {choose && each.step !== null && each.kind !== "removed" ? (
              <button type="button" className="b-link" onClick={() => choose(each.step ?? "")}>
                {words(each)}
              </button>
            ) : (
              <span className="b-difference-text">{words(each)}</span>
            )}
            {each.about && <Rewording {...each} />}
          </div>
        </li>
      ))}
    </ul>
  );
}

const words = ({ about, text }: Difference): string => templateInWords(about ?? text);

/** The text as it was and as it is, each with what only it says. */
function Rewording({ pieces = [] }: Difference) {
  return (["removed", "added"] as const).map((own) => {
    const Own = own === "removed" ? "del" : "ins";
    return (
      <p key={own} className={`b-wording b-wording-${own}`}>
        <span className="b-hint">{own === "removed" ? "Old" : "New"}</span>
        <span>
          {pieces
            .filter(({ fate }) => fate === "same" || fate === own)
            .map(({ fate, text, looks }, place) => {
              const Piece = fate === own ? Own : "span";
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: a text has an order and no names
                <Piece key={place} className={looks?.join(" ")}>
                  {text}
                </Piece>
              );
            })}
        </span>
      </p>
    );
  });
}
