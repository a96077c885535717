/** A condition as a form: rows that each ask one thing, joined by all or any, as deep as needed. */

import { useJourney } from "@/app/context";
import { kindOfCondition } from "@/definition/conditions";
import type { AllOf, AnyOf, Condition, Not } from "@/definition/types";
import { Icon } from "@/parts/Icon";
import { Said } from "@/parts/Said";
import { useProblem, useScope, Within } from "@/parts/scope";
import { conditionSentence } from "@/sentences/conditions";
import { stepTitle } from "@/sentences/words";
import { LeafRow } from "./LeafRow";

/** Where the condition stands: it decides what can be asked. */
export type Place =
  /** About the event itself. */
  | "where"
  /** Before anything was sent. */
  | "entry"
  | "anywhere";

export interface ConditionFieldProps {
  label: string;
  path: string;
  value: Condition | undefined;
  change: (value: Condition) => void;
  place: Place;
  /** Whose properties `where` asks for. */
  event?: string;
}

export function ConditionField({ label, path, value, change, place, event }: ConditionFieldProps) {
  const journey = useJourney();
  const problem = useProblem(path);
  const condition = value ?? {};
  const many = kindOfCondition(condition) !== "unchosen";
  return (
    <fieldset className="b-condition">
      <legend>{label}</legend>
      {many && (
        <p className="b-condition-said">
          <Said sentence={conditionSentence(condition, (id) => stepTitle(journey, id))} />
        </p>
      )}
      <Within path={path}>
        <Part condition={condition} change={change} place={place} event={event} root />
      </Within>
      {problem && (
        <p className={`b-wrong b-wrong-${problem.severity}`}>
          {problem.message} {problem.hint}
        </p>
      )}
    </fieldset>
  );
}

interface PartProps {
  condition: Condition;
  change: (condition: Condition) => void;
  place: Place;
  event: string | undefined;
  /** Take it out of the group it stands in. */
  remove?: () => void;
  root?: boolean;
}

function Part({ condition, change, place, event, remove, root = false }: PartProps) {
  const kind = kindOfCondition(condition);
  const inner = kind === "not" ? (condition as Not).not : condition;
  const innerKind = kindOfCondition(inner);
  const wrapped = (now: Condition): Condition => (kind === "not" ? { not: now } : now);
  if (innerKind === "all" || innerKind === "any")
    return (
      <Deeper path={kind === "not" ? "not" : null}>
        <GroupOf
          group={inner as AllOf | AnyOf}
          join={innerKind}
          negated={kind === "not"}
          negate={() => change(kind === "not" ? inner : { not: inner })}
          change={(now) => change(wrapped(now))}
          place={place}
          event={event}
          {...(remove ? { remove } : {})}
        />
      </Deeper>
    );
  return (
    <Deeper path={kind === "not" ? "not" : null}>
      <div className="b-condition-row">
        <div>
          <LeafRow
            leaf={inner}
            change={(now) => change(wrapped(now))}
            place={place}
            event={event}
            negated={kind === "not"}
            negate={() => change(kind === "not" ? inner : { not: inner })}
          />
        </div>
        {remove && <Remove act={remove} />}
      </div>
      {root && innerKind !== "unchosen" && (
        <Acts
          add={(join) => change({ [join]: [condition, {}] } as unknown as Condition)}
          clear={() => change({})}
        />
      )}
    </Deeper>
  );
}

function Deeper({ path, children }: { path: string | null; children: React.ReactNode }) {
  return path === null ? children : <Within path={path}>{children}</Within>;
}

function GroupOf({
  group,
  join,
  negated,
  negate,
  change,
  place,
  event,
  remove,
}: {
  group: AllOf | AnyOf;
  join: "all" | "any";
  negated: boolean;
  negate: () => void;
  change: (condition: Condition) => void;
  place: Place;
  event: string | undefined;
  remove?: () => void;
}) {
  const { readOnly } = useScope();
  const parts = join === "all" ? (group as AllOf).all : (group as AnyOf).any;
  const set = (now: Condition[]) => {
    const [only] = now;
    // A group of one asks what its only part asks.
    if (now.length === 1 && only !== undefined && now.length < parts.length) change(only);
    else change((join === "all" ? { all: now } : { any: now }) as Condition);
  };
  return (
    <div className="b-condition-group">
      <div className="b-condition-acts">
        <select
          className="b-select"
          aria-label="How the conditions are joined"
          value={`${negated ? "not " : ""}${join}`}
          disabled={readOnly}
          onChange={(event_) => {
            const [first, second] = event_.target.value.split(" ");
            const wanted = second ?? first;
            const next = (wanted === "all" ? { all: parts } : { any: parts }) as Condition;
            if ((second !== undefined) !== negated) negate();
            else change(next);
          }}
        >
          <option value="all">All of these hold</option>
          <option value="any">Any of these holds</option>
          {(negated || place !== "where") && <option value={`not ${join}`}>Not this</option>}
        </select>
        {remove && <Remove act={remove} />}
      </div>
      {parts.map((part, number) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts have no names; their place is what they are
        <Within key={number} path={`${join}.${number}`}>
          <Part
            condition={part}
            place={place}
            event={event}
            change={(now) => set(parts.map((each, at) => (at === number ? now : each)))}
            remove={() => set(parts.filter((_, at) => at !== number))}
          />
        </Within>
      ))}
      {!readOnly && (
        <div className="b-condition-acts">
          <button type="button" className="b-add-row" onClick={() => set([...parts, {}])}>
            <Icon name="plus" size={13} />
            Add a condition
          </button>
          <button
            type="button"
            className="b-add-row"
            onClick={() =>
              set([...parts, (join === "all" ? { any: [{}, {}] } : { all: [{}, {}] }) as Condition])
            }
          >
            Add a group
          </button>
        </div>
      )}
    </div>
  );
}

function Acts({ add, clear }: { add: (join: "all" | "any") => void; clear: () => void }) {
  const { readOnly } = useScope();
  if (readOnly) return null;
  return (
    <div className="b-condition-acts">
      <button type="button" className="b-add-row" onClick={() => add("all")}>
        <Icon name="plus" size={13} />
        and …
      </button>
      <button type="button" className="b-add-row" onClick={() => add("any")}>
        <Icon name="plus" size={13} />
        or …
      </button>
      <button type="button" className="b-add-row" onClick={clear}>
        Begin anew
      </button>
    </div>
  );
}

function Remove({ act }: { act: () => void }) {
  const { readOnly } = useScope();
  return (
    <button
      type="button"
      className="b-row-act"
      aria-label="Remove this condition"
      title="Remove this condition"
      disabled={readOnly}
      onClick={act}
    >
      <Icon name="trash" size={14} />
    </button>
  );
}
