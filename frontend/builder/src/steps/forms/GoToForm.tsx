import type { GoToStep } from "@/definition/types";
import { Combobox } from "@/parts/Combobox";
import { stepsOf } from "@/parts/offers";
import type { FormProps } from "../kind";
import { useReplace } from "./useReplace";

export function GoToForm({ id, step, journey }: FormProps<GoToStep>) {
  const replace = useReplace(id);
  return (
    <Combobox
      label="Go on at"
      path="to"
      value={step.to}
      offers={stepsOf(journey).filter((offer) => offer.value !== id)}
      hint="On every way round there must be something that takes time, such as a wait."
      change={(to) => replace({ ...step, to })}
    />
  );
}
