/** One question of a condition: what is looked at, and what must be so. */

import type { ReactNode } from "react";
import { useJourney, useVocabulary } from "@/app/context";
import { kindOfCondition } from "@/definition/conditions";
import type { Condition, EventHappened, MessageWas, TaskWas, TraitIs } from "@/definition/types";
import { Combobox } from "@/parts/Combobox";
import { Select } from "@/parts/fields";
import { useScope } from "@/parts/scope";
import { ComparisonFields } from "./ComparisonFields";
import { EventFields } from "./EventFields";
import type { PartProps } from "./Part";
import {
  about,
  comparisonOf,
  ICONS,
  knownOf,
  meaningsOf,
  subjectInWords,
  subjectOf,
  subjectsFor,
  unseen,
} from "./subjects";
import { MessageFields, TaskFields } from "./TouchFields";
import { negatedAt, opened, withPart } from "./tree";

export function Row({ tree, place, condition, menu }: PartProps & { menu: ReactNode }) {
  const { readOnly } = useScope();
  const journey = useJourney();
  const { data } = useVocabulary();
  const { negated, inner } = opened(condition);
  const kind = kindOfCondition(inner);
  const { standing, event } = tree;
  const change = (next: Condition, deny = negated) =>
    tree.edit(withPart(tree.root, place, () => (deny ? { not: next } : next)));
  const icon = kind in ICONS ? ICONS[kind as keyof typeof ICONS] : undefined;
  return (
    <>
      <div className="b-ask-line">
        {negated && !SAYS_NOT.has(kind) && (
          <button
            type="button"
            className="b-not"
            disabled={readOnly}
            title="Take “not” away"
            onClick={() => tree.edit(negatedAt(tree.root, place), place)}
          >
            not
          </button>
        )}
        <Combobox
          label="What is looked at"
          quiet
          path={kind}
          {...(icon ? { icon } : {})}
          placeholder="Trait, event, segment …"
          value={subjectOf(inner)}
          words={subjectInWords(inner)}
          offers={subjectsFor({ standing, event, journey, vocabulary: data })}
          free={(typed) => meaningsOf(typed, standing, journey.subject)}
          change={(subject) => change(about(subject, inner, data, event))}
        />
        {menu}
      </div>
      <Answer
        leaf={inner}
        negated={negated}
        change={change}
        tree={tree}
        known={knownOf(inner, data, event)}
      />
    </>
  );
}

/** Kinds whose own choices say “not”. */
const SAYS_NOT: ReadonlySet<string> = new Set(["segment", "message", "task"]);

interface AnswerProps extends Pick<PartProps, "tree"> {
  leaf: Condition;
  negated: boolean;
  known: ReturnType<typeof knownOf>;
  change: (leaf: Condition, deny?: boolean) => void;
}

/** What must be so of what is looked at. */
function Answer({ leaf, negated, known, change, tree }: AnswerProps) {
  const kind = kindOfCondition(leaf);
  switch (kind) {
    case "trait":
    case "property":
    case "health":
    case "now": {
      const asked = leaf as TraitIs;
      return (
        <ComparisonFields
          key={subjectOf(leaf)}
          known={known}
          value={comparisonOf(asked)}
          hint={unseen(asked, known)}
          change={(comparison) =>
            change({ [kind]: asked[kind as "trait"], ...comparison } as TraitIs)
          }
        />
      );
    }
    case "event":
      return <EventFields leaf={leaf as EventHappened} change={change} standing={tree.standing} />;
    case "segment":
      return (
        <Select
          label="Whether they are in it"
          quiet
          path="in"
          value={negated ? "out" : "in"}
          options={[
            { value: "in", label: "they are in it" },
            { value: "out", label: "they are not in it" },
          ]}
          change={(chosen) => change(leaf, chosen === "out")}
        />
      );
    case "message":
      return <MessageFields leaf={leaf as MessageWas} negated={negated} change={change} />;
    case "task":
      return <TaskFields leaf={leaf as TaskWas} negated={negated} change={change} />;
    default:
      return null;
  }
}
