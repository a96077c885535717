/** What became of an earlier message or task of the same journey, or did not. */

import { useJourney } from "@/app/context";
import type { Condition, Journey, MessageWas, StepId, TaskWas } from "@/definition/types";
import { Select } from "@/parts/fields";
import { nameInWords } from "@/sentences/words";

type Change = (leaf: Condition, deny: boolean) => void;

const MARKS = ["sent", "skipped", "failed", "delivered", "opened", "clicked"] as const;
/** Only mail is replied to, or comes back. */
const MARKS_OF_MAIL = ["replied", "bounced"] as const;
/** Only what is shown in the product is put away, or followed to its end. */
const MARKS_IN_PRODUCT = ["dismissed", "completed"] as const;

export function MessageFields({
  leaf,
  negated,
  change,
}: {
  leaf: MessageWas;
  negated: boolean;
  change: Change;
}) {
  const journey = useJourney();
  const marks: readonly MessageWas["was"][] = [
    ...MARKS,
    ...MARKS_OF_MAIL.filter((mark) => isMail(journey, leaf.message) || mark === leaf.was),
    ...MARKS_IN_PRODUCT.filter((mark) => isShown(journey, leaf.message) || mark === leaf.was),
  ];
  const options = [
    ...marks.map((mark) => ({ value: mark as string, label: `was ${wordFor(mark)}` })),
    ...marks.map((mark) => ({ value: `not ${mark}`, label: `was not ${wordFor(mark)}` })),
  ];
  return (
    <Select
      label="What became of it"
      quiet
      path="was"
      value={negated ? `not ${leaf.was}` : leaf.was}
      options={options}
      change={(chosen) => {
        const was = chosen.replace(/^not /, "") as MessageWas["was"];
        change({ ...leaf, was }, chosen.startsWith("not "));
      }}
    />
  );
}

const wordFor = (mark: MessageWas["was"]): string =>
  mark === "replied" ? "replied to" : mark === "skipped" ? "left out" : mark;

function isMail(journey: Journey, id: StepId): boolean {
  const step = journey.steps[id];
  return step?.type === "email" || (step?.type === "survey" && step.channel !== "in_app");
}

const isShown = (journey: Journey, id: StepId): boolean => journey.steps[id]?.type === "in_app";

export function TaskFields({
  leaf,
  negated,
  change,
}: {
  leaf: TaskWas;
  negated: boolean;
  change: Change;
}) {
  const journey = useJourney();
  const outcomes = outcomesOf(journey, leaf);
  const asked = [
    { value: "was done", label: "done" },
    { value: "was open", label: "open" },
    { value: "was overdue", label: "overdue" },
  ];
  const ways = outcomes.map((outcome) => ({
    value: `outcome ${outcome}`,
    label: nameInWords(outcome),
  }));
  const value = leaf.outcome != null ? `outcome ${leaf.outcome}` : `was ${leaf.was ?? "done"}`;
  return (
    <Select
      label="What became of it"
      quiet
      path={leaf.outcome != null ? "outcome" : "was"}
      value={negated ? `not ${value}` : value}
      options={[
        ...asked.map((each) => ({ ...each, label: `is ${each.label}` })),
        ...asked.map((each) => ({ value: `not ${each.value}`, label: `is not ${each.label}` })),
        ...ways.map((each) => ({ ...each, label: `came out as “${each.label}”` })),
        ...ways.map((each) => ({
          value: `not ${each.value}`,
          label: `did not come out as “${each.label}”`,
        })),
      ]}
      change={(chosen) => {
        const [question, answer = ""] = chosen.replace(/^not /, "").split(" ");
        const next = { task: leaf.task, [question ?? "was"]: answer } as unknown as TaskWas;
        change(next, chosen.startsWith("not "));
      }}
    />
  );
}

/** What it can come out as, and what is asked for, though it never does. */
function outcomesOf(journey: Journey, leaf: TaskWas): readonly string[] {
  const step = journey.steps[leaf.task];
  const possible =
    step?.type === "task"
      ? (step.outcomes ?? [])
      : step?.type === "approve"
        ? ["approved", "cancelled"]
        : [];
  return leaf.outcome == null || possible.includes(leaf.outcome)
    ? possible
    : [...possible, leaf.outcome];
}
