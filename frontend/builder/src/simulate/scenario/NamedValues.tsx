/** Values by name: traits of the account or the contact, or properties of an event. */

import type { TraitType } from "@/api/vocabulary";
import { Combobox } from "@/parts/Combobox";
import type { Offer } from "@/parts/choosing";
import { kindInWords } from "@/parts/offers";
import { Pairs } from "@/parts/Pairs";
import { firstValue, type Value, ValueFields } from "@/parts/ValueFields";
import { nameInWords } from "@/sentences/words";

export interface Named {
  name: string;
  type: TraitType;
  examples: readonly unknown[];
}

/** The traits the vocabulary knows of one of the two, by their own names. */
export const traitsOf = (
  traits: readonly { path: string; type: TraitType; examples: readonly unknown[] }[],
  whose: "account" | "contact",
): Named[] =>
  traits
    .filter(({ path }) => path.startsWith(`${whose}.`))
    .map(({ path, type, examples }) => ({ name: path.slice(whose.length + 1), type, examples }));

export function NamedValues({
  label,
  path,
  values,
  change,
  known,
  what,
}: {
  label: string;
  path: string;
  values: Readonly<Record<string, unknown>>;
  change: (values: Record<string, unknown>) => void;
  /** What has come in. */
  known: readonly Named[];
  /** What one of them is called: `trait`. */
  what: string;
}) {
  const called = (name: string) => known.find((each) => each.name === name);
  const offers: Offer[] = known.map(({ name, type }) => ({
    value: name,
    label: nameInWords(name),
    icon: "tag",
    detail: kindInWords(type),
  }));
  return (
    <Pairs<unknown>
      label={label}
      pairs={values}
      change={change}
      first={(name) => firstValue(called(name)?.type)}
      add={`Add a ${what}`}
      nameOf={nameInWords}
      drawName={(name, rename, taken) => (
        <Combobox
          label={nameInWords(what)}
          quiet
          path={name === "" ? path : `${path}.${name}`}
          icon="tag"
          free="typed"
          placeholder="plan"
          value={name}
          words={nameInWords(name)}
          offers={offers.filter(({ value }) => value === name || !taken(value))}
          change={(now) => !taken(now) && rename(now)}
        />
      )}
      drawValue={(name, value, set) =>
        isSimple(value) ? (
          <ValueFields
            path={`${path}.${name}`}
            value={value}
            change={set}
            examples={called(name)?.examples ?? []}
          />
        ) : (
          <p className="b-hint">{JSON.stringify(value)} can be changed under YAML.</p>
        )
      }
    />
  );
}

const isSimple = (value: unknown): value is Value => value === null || typeof value !== "object";
