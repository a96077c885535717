/** To whom a task goes when nobody has done it in time, one after the other. */

import type { Escalation, TaskStep } from "@/definition/types";
import { withKey } from "@/definition/without";
import { ColleagueField, PoolField } from "@/parts/AssignFields";
import { Choices } from "@/parts/fields";
import { Rows } from "@/parts/Rows";
import { useScope } from "@/parts/scope";
import { DurationField } from "@/times/DurationField";

const NEW: Escalation = { after: "4 business hours", to: { role: "manager" } };
const KINDS = [
  { value: "role", label: "The manager" },
  { value: "user", label: "A colleague" },
  { value: "pool", label: "A pool" },
];

const levelsOf = ({ escalate }: TaskStep): readonly Escalation[] =>
  escalate === undefined ? [] : Array.isArray(escalate) ? escalate : [escalate];

export function Escalations({
  step,
  change,
}: {
  step: TaskStep;
  change: (step: TaskStep) => void;
}) {
  const { readOnly } = useScope();
  const levels = levelsOf(step);
  const list = Array.isArray(step.escalate);
  const set = (rows: readonly Escalation[]) => {
    const written = rows.length === 1 && !list ? rows[0] : [...rows];
    change(withKey(step, "escalate", rows.length === 0 ? undefined : written));
  };
  return (
    <Rows
      label="When it is late"
      rows={levels}
      boxed
      make={() => NEW}
      add="Hand it on when it is late"
      nameOf={(_, number) => `Level ${number + 1}`}
      hint={levels.length > 0 && "Each counts from when the task was due."}
      change={set}
      draw={(level, number, put) => {
        const path = list ? `escalate.${number}` : "escalate";
        return (
          <>
            <DurationField
              label="Late by"
              path={`${path}.after`}
              value={level.after}
              change={(after) => put({ ...level, after })}
            />
            <Choices
              aria-label={`Level ${number + 1}: to whom`}
              value={kindOf(level)}
              options={KINDS}
              disabled={readOnly}
              change={(kind) => put({ ...level, to: made(kind) })}
            />
            {"user" in level.to && (
              <ColleagueField
                label="Colleague"
                path={`${path}.to.user`}
                value={level.to.user}
                change={(user) => put({ ...level, to: { user } })}
              />
            )}
            {"pool" in level.to && (
              <PoolField
                label="Pool"
                path={`${path}.to.pool`}
                value={level.to.pool}
                change={(pool) => put({ ...level, to: { pool } })}
              />
            )}
          </>
        );
      }}
    />
  );
}

const kindOf = ({ to }: Escalation): string =>
  "user" in to ? "user" : "pool" in to ? "pool" : "role";

function made(kind: string): Escalation["to"] {
  if (kind === "user") return { user: "" };
  return kind === "pool" ? { pool: "" } : { role: "manager" };
}
