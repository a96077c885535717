/** What became of an earlier message or task of the same journey. */

import { useJourney } from "@/app/context";
import type { Condition, MessageWas, TaskWas } from "@/definition/types";
import { Combobox } from "@/parts/Combobox";
import { Select } from "@/parts/fields";
import { stepsOf } from "@/parts/offers";
import { nameInWords } from "@/sentences/words";

const MARKS = [
  "sent",
  "skipped",
  "failed",
  "delivered",
  "opened",
  "clicked",
  "replied",
  "bounced",
] as const;

export function MessageFields({
  leaf,
  change,
}: {
  leaf: MessageWas;
  change: (leaf: Condition) => void;
}) {
  const journey = useJourney();
  return (
    <div className="b-line-of">
      <Combobox
        label="Message"
        quiet
        path="message"
        value={leaf.message}
        placeholder="Which message"
        offers={stepsOf(journey, ["email", "in_app", "survey"])}
        nothing="The journey sends no messages."
        change={(message) => change({ ...leaf, message })}
      />
      <Select
        label="What became of it"
        quiet
        path="was"
        value={leaf.was}
        options={MARKS.map((mark) => ({ value: mark, label: `was ${mark}` }))}
        change={(was) => change({ ...leaf, was })}
      />
    </div>
  );
}

export function TaskFields({ leaf, change }: { leaf: TaskWas; change: (leaf: Condition) => void }) {
  const journey = useJourney();
  const step = journey.steps[leaf.task];
  const outcomes =
    step?.type === "task"
      ? (step.outcomes ?? [])
      : step?.type === "approve"
        ? ["approved", "cancelled"]
        : [];
  const value = leaf.outcome != null ? `outcome ${leaf.outcome}` : (leaf.was ?? "open");
  const options = [
    { value: "done", label: "is done" },
    { value: "open", label: "is open" },
    { value: "overdue", label: "is overdue" },
    ...outcomes.map((outcome) => ({
      value: `outcome ${outcome}`,
      label: `came out as ${nameInWords(outcome)}`,
    })),
  ];
  return (
    <div className="b-line-of">
      <Combobox
        label="Task"
        quiet
        path="task"
        value={leaf.task}
        placeholder="Which task"
        offers={stepsOf(journey, ["task", "approve"])}
        nothing="The journey asks nobody to do anything."
        change={(task) => change({ task, was: "done" })}
      />
      <Select
        label="What became of it"
        quiet
        path="was"
        value={value}
        options={options}
        change={(chosen) =>
          change(
            chosen.startsWith("outcome ")
              ? { task: leaf.task, outcome: chosen.slice("outcome ".length) }
              : { task: leaf.task, was: chosen as NonNullable<TaskWas["was"]> },
          )
        }
      />
    </div>
  );
}
