/** For whom a block is there: everybody, or those of whom something holds. */

import { useVocabulary } from "@/app/context";
import { withKey } from "@/definition/without";
import { Combobox } from "@/parts/Combobox";
import { Select, Text } from "@/parts/fields";
import {
  ASKS_IN_WORDS,
  type BlockCondition,
  isCompared,
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
        offers={offers}
        hint={asked ? undefined : "Choose what is asked of each customer."}
        change={(field) =>
          readBlockCondition(field) ? say({ ...(asked ?? { ask: "known" }), field }) : change(field)
        }
      />
      {asked && (
        <div className="b-line-of">
          <Select
            label="Comparison"
            quiet
            path="ask"
            value={asked.ask}
            options={ASKS_IN_WORDS}
            change={(ask) =>
              say(
                isCompared(ask)
                  ? { ...asked, ask, value: asked.value ?? "" }
                  : withKey({ ...asked, ask }, "value", undefined),
              )
            }
          />
          {isCompared(asked.ask) && <Value asked={asked} say={say} />}
        </div>
      )}
    </>
  );
}

function Value({ asked, say }: { asked: BlockCondition; say: (asked: BlockCondition) => void }) {
  const { data } = useVocabulary();
  const known = data?.traits.find(({ path }) => path === asked.field);
  const examples = (known?.examples ?? []).filter((each) =>
    ["string", "number", "boolean"].includes(typeof each),
  );
  return (
    <Combobox
      label="Value"
      quiet
      path="value"
      free="typed"
      optional
      placeholder="value"
      value={asked.value === undefined ? "" : String(asked.value)}
      offers={examples.map((each) => ({ value: String(each), label: String(each) }))}
      nothing="Type a value."
      change={(typed) => say({ ...asked, value: typedAs(typed, known?.type, asked.ask) })}
    />
  );
}

/** What is typed, as the field holds it; what is compared by size is a number if it looks like one. */
function typedAs(
  typed: string,
  type: string | undefined,
  ask: BlockCondition["ask"],
): string | number | boolean {
  const bySize = ask === ">=" || ask === "<=";
  if ((type === "number" || bySize) && /^-?\d+(\.\d+)?$/.test(typed)) return Number(typed);
  if (type === "boolean" && (typed === "true" || typed === "false")) return typed === "true";
  return typed;
}
