import { useBuilder } from "@/app/context";
import { ConditionField } from "@/conditions/ConditionField";
import { idFrom } from "@/definition/ids";
import type { StepId, TaskStep } from "@/definition/types";
import { withKey } from "@/definition/without";
import { hasOutlet, mainTarget, replaced } from "@/model/edits/outlets";
import { AssignFields } from "@/parts/AssignFields";
import { More } from "@/parts/Field";
import { Text, Toggle } from "@/parts/fields";
import { OutletToggles } from "@/parts/OutletToggles";
import { Rows } from "@/parts/Rows";
import { DurationField } from "@/times/DurationField";
import type { FormProps } from "../kind";

export function TaskForm({ id, step, change }: FormProps<TaskStep>) {
  return (
    <>
      <Text
        label="What is to be done"
        path="title"
        placeholder="Call {{ contact.first_name }}: stuck in setup"
        value={step.title}
        change={(title) => change({ ...step, title }, "title")}
      />
      <Text
        label="How"
        path="instructions"
        lines={3}
        value={step.instructions ?? ""}
        change={(text) => change(withKey(step, "instructions", text || undefined), "instructions")}
      />
      <AssignFields value={step.assign} change={(assign) => change({ ...step, assign })} />
      <Toggle
        label="It is due some time"
        value={step.due !== undefined}
        change={(on) => change(withKey(step, "due", on ? "2 business days" : undefined))}
      />
      {step.due !== undefined && (
        <DurationField
          label="Due within"
          path="due"
          value={step.due}
          change={(due) => change({ ...step, due }, "due")}
        />
      )}
      <Outcomes id={id} step={step} change={change} />
      <OutletToggles
        id={id}
        step={step}
        outlets={[
          ...(step.outcomes && step.due
            ? [{ outlet: "overdue", label: "when it is overdue" }]
            : []),
          ...(step.skip_when ? [{ outlet: "skipped", label: "if it is left out" }] : []),
        ]}
      />
      <More label="When it is left out" open={step.skip_when !== undefined}>
        <Toggle
          label="Leave it out when something holds"
          value={step.skip_when !== undefined}
          change={(on) => change(withKey(step, "skip_when", on ? {} : undefined))}
        />
        {step.skip_when && (
          <ConditionField
            label="Leave it out when"
            path="skip_when"
            standing="anywhere"
            value={step.skip_when}
            change={(when) => change({ ...step, skip_when: when })}
          />
        )}
      </More>
    </>
  );
}

type OutcomesProps = Pick<FormProps<TaskStep>, "id" | "step" | "change">;

function Outcomes({ id, step, change }: OutcomesProps) {
  const { document } = useBuilder();
  const target = mainTarget(step);
  if (step.outcomes === undefined)
    return (
      <Toggle
        label="Wait until it is done, and go on by what came of it"
        value={false}
        change={() => {
          if (target === undefined) return;
          change({ ...step, outcomes: ["done"], on: { ...step.on, done: target } });
        }}
      />
    );
  const set = (outcomes: string[], on: Record<string, StepId>) =>
    document.edit((journey) => replaced(journey, id, { ...step, outcomes, on }).journey);
  return (
    <>
      <Rows
        label="Buttons the colleague has"
        rows={step.outcomes}
        least={1}
        change={(outcomes) => {
          const added = outcomes.filter((each) => !step.outcomes?.includes(each));
          const on = { ...step.on };
          for (const each of added) if (target !== undefined) on[each] = target;
          set(outcomes, on);
        }}
        removed={(number) => {
          const gone = step.outcomes?.[number];
          const { [gone ?? ""]: _, ...on } = step.on ?? {};
          set(step.outcomes?.filter((each) => each !== gone) ?? [], on);
        }}
        make={() => freeOutcome(step.outcomes ?? [])}
        add="Add a button"
        draw={(outcome, number) => (
          <Outcome
            key={outcome}
            path={`outcomes.${number}`}
            outcome={outcome}
            taken={step.outcomes ?? []}
            rename={(name) => {
              const outcomes = step.outcomes?.map((each) => (each === outcome ? name : each)) ?? [];
              const on = Object.fromEntries(
                Object.entries(step.on ?? {}).map(([way, to]) => [
                  way === outcome ? name : way,
                  to,
                ]),
              );
              change({ ...step, outcomes, on }, `outcomes.${number}`);
            }}
          />
        )}
      />
      <Toggle
        label="Wait until it is done"
        value
        change={() => {
          const { outcomes: _, on: __, ...rest } = step;
          const next = step.next ?? target;
          if (next === undefined) return;
          const skipped = hasOutlet(step, "skipped") ? step.on?.skipped : undefined;
          const bare: TaskStep = { ...rest, next, ...(skipped ? { on: { skipped } } : {}) };
          document.edit((journey) => replaced(journey, id, bare).journey);
        }}
      />
    </>
  );
}

function Outcome({
  path,
  outcome,
  taken,
  rename,
}: {
  path: string;
  outcome: string;
  taken: readonly string[];
  rename: (name: string) => void;
}) {
  return (
    <Text
      label="Button"
      quiet
      path={path}
      value={outcome}
      change={(typed) => {
        const name =
          typed.endsWith("-") || typed.endsWith(" ") ? `${idFrom(typed)}-` : idFrom(typed);
        if (!taken.includes(name)) rename(name);
      }}
    />
  );
}

function freeOutcome(taken: readonly string[]): string {
  const usual = ["done", "not-reached", "not-interested", "later"];
  const free = usual.find((each) => !taken.includes(each));
  if (free) return free;
  for (let number = taken.length + 1; ; number += 1)
    if (!taken.includes(`outcome-${number}`)) return `outcome-${number}`;
}
