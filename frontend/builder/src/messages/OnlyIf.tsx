/** For whom a block is there: everybody, or those of whom something holds. */

import { useVocabulary } from "@/app/context";
import { Combobox } from "@/parts/Combobox";
import { Select, Text } from "@/parts/fields";
import { nameInWords } from "@/sentences/words";
import {
  ASKS_IN_WORDS,
  askedOf,
  asTyped,
  type BlockCondition,
  isBySize,
  isCompared,
  isField,
  readBlockCondition,
  writeBlockCondition,
} from "./blockConditions";
import { nameOffers, useMergeFields } from "./fields";

interface OnlyIfProps {
  /** As the template language writes it; empty: everybody. */
  value: string;
  change: (value: string) => void;
}

export function OnlyIf({ value, change }: OnlyIfProps) {
  const asked = readBlockCondition(value);
  if (value !== "" && asked === undefined) return <Written value={value} change={change} />;
  return <OneThing asked={asked} change={change} />;
}

/** What asks more than one thing. */
function Written({ value, change }: OnlyIfProps) {
  return (
    <Text
      label="Only if"
      path="if"
      mono
      value={value}
      change={change}
      hint="Empty it to choose a field again."
    />
  );
}

function OneThing({
  asked,
  change,
}: {
  asked: BlockCondition | undefined;
  change: (value: string) => void;
}) {
  const offers = nameOffers(useMergeFields());
  const { data } = useVocabulary();
  const traitCalled = (field: string) => data?.traits.find(({ path }) => path === field);
  const known = asked && traitCalled(asked.field);
  const say = (next: BlockCondition) => change(writeBlockCondition(next));
  return (
    <>
      <Combobox
        label="Only if"
        path="if"
        icon="person"
        optional
        // Who knows the template language may write what no field says.
        free="offered"
        placeholder="For everybody"
        value={asked?.field ?? ""}
        words={nameInWords(asked?.field)}
        offers={offers}
        hint={asked ? undefined : "Choose what is asked of each customer."}
        change={(typed) =>
          isField(typed) ? say(askedOf(typed, traitCalled(typed)?.type, asked)) : change(typed)
        }
      />
      {asked && (
        <div className="b-line-of">
          <Select
            label="Comparison"
            quiet
            path="ask"
            value={asked.ask}
            options={ASKS_IN_WORDS.filter(
              ({ value }) => value === asked.ask || !isBySize(value) || known?.type !== "boolean",
            )}
            change={(ask) => say(askedOf(asked.field, known?.type, { ...asked, ask }))}
          />
          {isCompared(asked.ask) && (
            <Value
              asked={asked}
              examples={known?.examples ?? []}
              change={(typed) => say({ ...asked, value: asTyped(typed, known?.type, asked.ask) })}
            />
          )}
        </div>
      )}
    </>
  );
}

function Value({
  asked,
  examples,
  change,
}: {
  asked: BlockCondition;
  /** Values it has had. */
  examples: readonly unknown[];
  change: (typed: string) => void;
}) {
  return (
    <Combobox
      label="Value"
      quiet
      path="value"
      free="typed"
      optional
      placeholder="value"
      value={asked.value === undefined ? "" : String(asked.value)}
      offers={examples
        .filter((each) => ["string", "number", "boolean"].includes(typeof each))
        .map((each) => ({ value: String(each), label: String(each) }))}
      nothing="Type a value."
      change={change}
    />
  );
}
