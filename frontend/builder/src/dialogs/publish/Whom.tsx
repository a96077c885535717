/** Whom a publish is for: those who enter from now on, or those inside as well. */

import { customers } from "./words";

export function Whom({
  everyone,
  choose,
  count,
}: {
  everyone: boolean;
  choose: (everyone: boolean) => void;
  /** How many are inside. Null: it is not known yet. */
  count: number | null;
}) {
  const inside = count === null ? "" : ` (${customers(count)})`;
  return (
    <fieldset className="b-choices">
      <legend className="unseen">Whom it is for</legend>
      <label className="b-choice">
        <input type="radio" name="whom" checked={!everyone} onChange={() => choose(false)} />
        <span>
          New customers only
          <small>Those inside{inside} go on with the version they are on, to its end.</small>
        </span>
      </label>
      <label className="b-choice">
        <input type="radio" name="whom" checked={everyone} onChange={() => choose(true)} />
        <span>
          Those inside as well{inside}
          <small>
            Nobody gets again what they have had, wherever they are moved. Until a customer has been
            moved, nothing more is sent to them.
          </small>
        </span>
      </label>
    </fieldset>
  );
}
