/** Those inside: whom the publish is for, what becomes of them, and what they get. */

import type { Preview } from "@/api/versions";
import type { Problem } from "@/model/problem";
import { isNear, Room } from "@/parts/Field";
import { Unanswered, Wrong } from "@/parts/Wrong";
import { Deeds } from "./Deeds";
import { Fates } from "./Fates";
import { Figures } from "./Figures";
import type { Publishing } from "./usePublishing";
import { Whom } from "./Whom";
import { customers } from "./words";

export function Inside({ publishing }: { publishing: Publishing }) {
  const { preview, everyone, target } = publishing;
  // Maybe to the plan as it was a moment ago. Until the answer is there, nothing can be published.
  const seen = preview.last?.plan.everyone === everyone ? preview.last.seen : null;
  const wrong = preview.value?.seen;
  const isWaiting = target !== null && preview.value === null && preview.failed === null;
  const count = preview.last?.seen.customers ?? null;
  return (
    <>
      {(everyone || count !== 0) && (
        <section>
          <h3>Whom it is for</h3>
          <Whom everyone={everyone} choose={publishing.choose} count={count} />
        </section>
      )}
      <section aria-busy={isWaiting}>
        {everyone && seen && seen.steps.length > 0 && (
          <Fates seen={seen} fates={publishing.fates} decide={publishing.decide} />
        )}
        {everyone && seen && seen.leaving > 0 && (
          <Reason reason={publishing.reason} explain={publishing.explain} />
        )}
        {seen && seen.customers > 0 && (
          <>
            <Figures seen={seen} everyone={everyone} />
            <Deeds deeds={seen.deeds} everyone={everyone} />
          </>
        )}
        <p className={isWaiting || count === 0 ? "b-hint" : "unseen"} role="status">
          {isWaiting
            ? "Looking at what it means for customers …"
            : seen &&
              (count === 0
                ? "Nobody is inside an earlier version."
                : `${customers(count ?? 0)} inside. On the new version: ${seen.staying} at the same step, ${seen.moved} at another.`)}
        </p>
      </section>
      {preview.failed && <Unanswered failed={preview.failed} again={preview.again} />}
      {wrong && wrong.problems.length > 0 && (
        <Wrong
          title="This does not work out"
          problems={wrong.problems.map((each) => byTitle(each, wrong))}
        />
      )}
    </>
  );
}

/** What is wrong with a plan, with steps as they are called; those that are gone as they were. */
function byTitle(problem: Problem, { steps, targets }: Preview): Problem {
  const titles = new Map([...steps, ...targets].map(({ step, title }) => [step, title]));
  const message = problem.message.replace(/“([^”]+)”/g, (whole, step) =>
    titles.has(step) ? `“${titles.get(step)}”` : whole,
  );
  return { ...problem, message };
}

function Reason({ reason, explain }: { reason: string; explain: (reason: string) => void }) {
  return (
    <label className="b-field">
      <span>Why they leave; it stays in each customer’s story</span>
      <input
        className="b-input"
        maxLength={200}
        value={reason}
        onChange={(event) => explain(event.target.value)}
      />
      {isNear(reason, 200) && <Room text={reason} most={200} />}
    </label>
  );
}
