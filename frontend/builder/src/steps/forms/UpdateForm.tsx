import { useVocabulary } from "@/app/context";
import type { UpdateStep } from "@/definition/types";
import { fieldOffers, useMergeFields } from "@/messages/fields";
import { Combobox } from "@/parts/Combobox";
import { typedTrait, useTraits } from "@/parts/offers";
import { Pairs } from "@/parts/Pairs";
import { firstValue, type Value, ValueFields } from "@/parts/ValueFields";
import { nameInWords } from "@/sentences/words";
import type { FormProps } from "../kind";

export function UpdateForm({ step, change }: FormProps<UpdateStep>) {
  const offers = useTraits();
  const fields = fieldOffers(useMergeFields());
  const { data } = useVocabulary();
  const traitCalled = (path: string) => data?.traits.find((trait) => trait.path === path);
  return (
    <Pairs<Value>
      label="Traits to set"
      hint="A trait is a fact about them, such as the plan. Other journeys hear of it."
      pairs={step.set}
      change={(set) => change({ ...step, set })}
      first={(path) => firstValue(traitCalled(path)?.type)}
      add="Set a trait"
      nameOf={nameInWords}
      drawName={(path, rename, taken) => (
        <Combobox
          label="Trait"
          quiet
          path={path === "" ? "set" : `set.${path}`}
          icon="tag"
          free={(typed) => [typedTrait(typed, "a new trait")]}
          placeholder="Such as account stage"
          value={path}
          words={nameInWords(path)}
          offers={offers.filter((offer) => offer.value === path || !taken(offer.value))}
          change={(now) => !taken(now) && rename(now)}
        />
      )}
      drawValue={(path, value, set) => (
        <ValueFields
          path={`set.${path}`}
          value={value}
          change={set}
          examples={traitCalled(path)?.examples ?? []}
          fields={fields}
        />
      )}
    />
  );
}
