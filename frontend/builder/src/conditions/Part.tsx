/** One part of a condition: a row that asks something, or a group of parts. */

import { useId } from "react";
import type { Condition } from "@/definition/types";
import { AddButton } from "@/parts/buttons";
import { useLed, Wrong } from "@/parts/Field";
import { Choices } from "@/parts/fields";
import { Menu, type MenuItem } from "@/parts/Menu";
import { useProblems, useScope, Within } from "@/parts/scope";
import { Row } from "./Row";
import type { Standing } from "./standing";
import {
  duplicatedAt,
  type Join,
  joinedAt,
  movedAt,
  negatedAt,
  opened,
  otherJoin,
  type Place,
  type Placed,
  rejoined,
  ungroupedAt,
  without,
  withPart,
} from "./tree";

/** The whole condition, and how it is edited. */
export interface Tree {
  /** What the ids of its parts begin with. */
  form: string;
  root: Condition;
  standing: Standing;
  event: string;
  /** `place`: what the focus goes to. */
  edit: (root: Condition, place?: Place) => void;
  go: (placed: Placed | undefined) => void;
}

export interface PartProps {
  tree: Tree;
  place: Place;
  condition: Condition;
  /** How the group it stands in is joined; null: it is the whole. */
  within: Join | null;
}

const WORDS: Readonly<Record<Join, string>> = { all: "and", any: "or" };

export function Part(props: PartProps) {
  const { tree, place, condition } = props;
  const { readOnly } = useScope();
  const box = useLed<HTMLDivElement>("");
  const { negated, join } = opened(condition);
  return (
    <Within path={negated ? "not" : ""}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: its fields are what is pressed */}
      <div
        ref={box}
        id={`${tree.form}-${place.join("-")}`}
        className={join === null ? "b-ask" : place.length > 0 ? "b-asks b-asks-inner" : "b-asks"}
        onKeyDown={(event) => {
          const by = ({ ArrowUp: -1, ArrowDown: 1 } as const)[event.key as "ArrowUp"];
          if (!event.altKey || by === undefined || readOnly) return;
          event.preventDefault();
          event.stopPropagation();
          tree.go(movedAt(tree.root, place, by));
        }}
      >
        {join === null ? <Row {...props} menu={<PartMenu {...props} />} /> : <GroupOf {...props} />}
        <Own />
      </div>
      {place.length === 0 && join === null && !readOnly && <Beginnings {...props} />}
    </Within>
  );
}

/** What is wrong with the part as a whole. */
function Own() {
  const id = useId();
  return <Wrong id={id} problems={useProblems("")} />;
}

function GroupOf(props: PartProps) {
  const { tree, place, condition } = props;
  const { readOnly } = useScope();
  const { negated, join, parts } = opened(condition);
  if (join === null) return null;
  return (
    <>
      <div className="b-asks-head">
        <Choices
          aria-label="How they are joined"
          value={`${negated ? "not " : ""}${join}`}
          disabled={readOnly}
          options={[
            { value: "all", label: "All of these hold" },
            { value: "any", label: "Any of these holds" },
            { value: "not all", label: "Not all of these hold" },
            { value: "not any", label: "None of these holds" },
          ]}
          change={(chosen) => {
            const wanted: Join = chosen.endsWith("all") ? "all" : "any";
            const next = rejoined(tree.root, place, wanted);
            tree.edit(chosen.startsWith("not") === negated ? next : negatedAt(next, place));
          }}
        />
        <PartMenu {...props} />
      </div>
      <ol className="b-asks-parts">
        {parts.map((part, number) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts have no names; their place is what they are
          <li key={number}>
            {number > 0 && <span className="b-asks-join">{WORDS[join]}</span>}
            <Within path={`${join}.${number}`}>
              <Part tree={tree} place={[...place, number]} condition={part} within={join} />
            </Within>
          </li>
        ))}
      </ol>
      {!readOnly && (
        <AddButton
          act={() => {
            const next = withPart(tree.root, place, (group) => {
              const now = opened(group);
              const more = { [join]: [...now.parts, {}] } as unknown as Condition;
              return now.negated ? { not: more } : more;
            });
            tree.edit(next, [...place, parts.length]);
          }}
        >
          {WORDS[join]} …
        </AddButton>
      )}
    </>
  );
}

/** How a condition of one row becomes one of several. */
function Beginnings({ tree, condition }: PartProps) {
  if (Object.keys(condition).length === 0) return null;
  return (
    <div className="b-condition-acts">
      <AddButton act={() => tree.go(joinedAt(tree.root, [], "all"))}>and …</AddButton>
      <AddButton act={() => tree.go(joinedAt(tree.root, [], "any"))}>or …</AddButton>
    </div>
  );
}

function PartMenu({ tree, place, condition, within }: PartProps) {
  const { readOnly } = useScope();
  if (readOnly) return null;
  const { root } = tree;
  const { negated, join } = opened(condition);
  const isRow = join === null;
  const moved = (by: -1 | 1) => movedAt(root, place, by);
  const items: MenuItem[] = [];
  if (within !== null && isRow)
    items.push({
      label: within === "all" ? "This or something else" : "This and something else",
      icon: "group",
      does: () => tree.go(joinedAt(root, place, otherJoin(within))),
    });
  if (within === null && join !== null)
    items.push({
      label: join === "all" ? "All of this, or something else" : "Any of this, and something else",
      icon: "group",
      does: () => tree.go(joinedAt(root, place, otherJoin(join))),
    });
  if (!isRow && within !== null)
    items.push({
      label: "Ungroup",
      icon: "group",
      off: ungroupedAt(root, place) === undefined,
      does: () => tree.go(ungroupedAt(root, place)),
    });
  if (isRow && Object.keys(condition).length > 0)
    items.push({
      label: negated ? "Take “not” away" : "Not this",
      icon: "not",
      does: () => tree.edit(negatedAt(root, place), place),
    });
  if (within !== null)
    items.push(
      {
        label: "Move up",
        icon: "up",
        keys: "Alt ↑",
        off: moved(-1) === undefined,
        does: () => tree.go(moved(-1)),
      },
      {
        label: "Move down",
        icon: "down",
        keys: "Alt ↓",
        off: moved(1) === undefined,
        does: () => tree.go(moved(1)),
      },
      { label: "Duplicate", icon: "copy", does: () => tree.go(duplicatedAt(root, place)) },
    );
  items.push({
    label: within === null ? "Clear" : "Remove",
    icon: "trash",
    tone: "bad",
    does: () => {
      const next = without(root, place);
      const last = place.at(-1);
      tree.edit(next, last === undefined ? [] : [...place.slice(0, -1), Math.max(0, last - 1)]);
    },
  });
  return <Menu label={isRow ? "More for this condition" : "More for this group"} items={items} />;
}
