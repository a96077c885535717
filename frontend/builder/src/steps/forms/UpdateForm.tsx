import type { TraitType } from "@/api/vocabulary";
import { useVocabulary } from "@/app/context";
import type { Scalar, UpdateStep } from "@/definition/types";
import { Combobox } from "@/parts/Combobox";
import { NumberField, Select } from "@/parts/fields";
import { useTraits } from "@/parts/offers";
import { Pairs } from "@/parts/Pairs";
import { nameInWords } from "@/sentences/words";
import type { FormProps } from "../kind";

type Value = Scalar | null;
type Kind = "text" | "number" | "yes" | "no" | "nothing";

const KINDS: readonly { value: Kind; label: string }[] = [
  { value: "text", label: "a text" },
  { value: "number", label: "a number" },
  { value: "yes", label: "yes" },
  { value: "no", label: "no" },
  { value: "nothing", label: "nothing: take it away" },
];
/** What a trait of a type is mostly set to. */
const FIRST: Partial<Record<TraitType, Value>> = { number: 0, boolean: true };

export function UpdateForm({ step, change }: FormProps<UpdateStep>) {
  const offers = useTraits();
  const { data } = useVocabulary();
  const traitCalled = (path: string) => data?.traits.find((trait) => trait.path === path);
  return (
    <Pairs<Value>
      label="Traits to set"
      hint="Other journeys hear of it, as they do of traits your systems send."
      pairs={step.set}
      change={(set) => change({ ...step, set })}
      first={(path) => FIRST[traitCalled(path)?.type ?? "text"] ?? ""}
      add="Set a trait"
      nameOf={nameInWords}
      drawName={(path, rename, taken) => (
        <Combobox
          label="Trait"
          quiet
          path={path === "" ? "set" : `set.${path}`}
          icon="tag"
          free={(typed) => [
            { value: pathFrom(typed), label: pathFrom(typed), detail: "a new trait", icon: "tag" },
          ]}
          placeholder="account.stage"
          value={path}
          words={nameInWords(path)}
          offers={offers.filter((offer) => offer.value === path || !taken(offer.value))}
          change={(now) => !taken(now) && rename(now)}
        />
      )}
      drawValue={(path, value, set) => (
        <div className="b-line-of">
          <Select
            label="To"
            quiet
            path={`set.${path}.kind`}
            value={kindOf(value)}
            options={KINDS}
            change={(kind) => set(firstOf(kind, value))}
          />
          {typeof value === "number" && (
            <NumberField
              label="Value"
              quiet
              fraction
              path={`set.${path}.value`}
              value={value}
              change={set}
            />
          )}
          {typeof value === "string" && (
            <Combobox
              label="Value"
              quiet
              free="typed"
              optional
              path={`set.${path}.value`}
              placeholder="value"
              value={value}
              offers={(traitCalled(path)?.examples ?? [])
                .filter((each) => typeof each === "string")
                .map((each) => ({ value: each, label: each }))}
              nothing="Type a value. It may use {{ variables }}."
              change={set}
            />
          )}
        </div>
      )}
    />
  );
}

const pathFrom = (typed: string): string =>
  /^(account|contact)\../.test(typed)
    ? typed
    : `account.${typed.trim().toLowerCase().replace(/\s+/g, "_")}`;

function kindOf(value: Value): Kind {
  if (value === null) return "nothing";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "number" ? "number" : "text";
}

function firstOf(kind: Kind, before: Value): Value {
  const text = typeof before === "string" || typeof before === "number" ? String(before) : "";
  const number = Number(before);
  return {
    text,
    number: Number.isFinite(number) ? number : 0,
    yes: true,
    no: false,
    nothing: null,
  }[kind];
}
