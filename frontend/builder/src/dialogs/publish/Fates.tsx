/** Where customers stand, and what becomes of them: a line for each step, with a choice. */

import { useId } from "react";
import type { Fate, Plan, Preview, StepPreview } from "@/api/versions";
import { Icon } from "@/parts/Icon";
import {
  type Choice,
  choiceOf,
  explained,
  fateAt,
  fateOf,
  fatesOf,
  hindered,
  offered,
} from "@/versions/plan";
import { grouped } from "./words";

const CHANGES = {
  same: { words: "as it was", tone: "calm" },
  changed: { words: "changed", tone: "accent" },
  gone: { words: "gone", tone: "warn" },
} as const;

export function Fates({
  seen,
  fates,
  decide,
}: {
  seen: Preview;
  /** What was chosen. */
  fates: Plan["fates"];
  decide: (step: string, fate: Fate) => void;
}) {
  const all = fatesOf(seen.steps, fates);
  return (
    <table className="b-table b-table-stacks">
      <caption className="unseen">Where customers stand, and what becomes of them</caption>
      <thead>
        <tr>
          <th scope="col">Those who stand at</th>
          <th scope="col">Customers</th>
          <th scope="col">The step is</th>
          <th scope="col">What becomes of them</th>
        </tr>
      </thead>
      <tbody>
        {seen.steps.map((each) => (
          <AtStep
            key={`${each.version} ${each.step}`}
            each={each}
            offers={offered(each, seen, all)}
            fate={fateAt(fates, each)}
            decide={decide}
          />
        ))}
      </tbody>
    </table>
  );
}

function AtStep({
  each,
  offers,
  fate,
  decide,
}: {
  each: StepPreview;
  offers: ReturnType<typeof offered>;
  fate: Fate;
  decide: (step: string, fate: Fate) => void;
}) {
  const { words, tone } = CHANGES[each.change];
  const { stay, move } = offers;
  const meaning = useId();
  const why = useId();
  const hindrances = hindered(offers);
  return (
    <tr>
      <th scope="row">
        {each.title}
        {each.detail && <small>{each.detail}</small>}
        <small>Version {each.version}</small>
      </th>
      <td data-label="Customers">{grouped(each.customers)}</td>
      <td data-label="The step is">
        <span className={`b-mark b-mark-${tone}`}>{words}</span>
      </td>
      <td data-label="What becomes of them">
        <span className="b-choices-box">
          <select
            className="b-input"
            aria-label={`What becomes of those at ${each.title}`}
            aria-describedby={hindrances.length > 0 ? `${meaning} ${why}` : meaning}
            value={choiceOf(fate)}
            onChange={(event) => decide(each.step, fateOf(event.target.value))}
          >
            {stay.map((choice) => (
              <Offered key={choice.value} choice={choice} />
            ))}
            {move.length > 0 && (
              <optgroup label="Elsewhere">
                {move.map((choice) => (
                  <Offered
                    key={choice.value}
                    choice={{ ...choice, words: `Move to “${choice.words}”` }}
                  />
                ))}
              </optgroup>
            )}
          </select>
          <Icon name="down" size={14} />
        </span>
        <small id={meaning}>{explained(each, fate)}</small>
        {hindrances.length > 0 && <small id={why}>{hindrances.join(" ")}</small>}
      </td>
    </tr>
  );
}

/** What would be refused cannot be chosen; why is said below, where it can be read whole. */
function Offered({ choice: { value, words, because } }: { choice: Choice }) {
  return (
    <option value={value} disabled={because !== undefined}>
      {words}
    </option>
  );
}
