import { useBuilder } from "@/app/context";
import type { GoToStep } from "@/definition/types";
import { replaced } from "@/model/edits/outlets";
import { Combobox } from "@/parts/Combobox";
import { stepsOf } from "@/parts/offers";
import type { FormProps } from "../kind";

export function GoToForm({ id, step, journey }: FormProps<GoToStep>) {
  const { document } = useBuilder();
  return (
    <Combobox
      label="Go on at"
      path="to"
      value={step.to}
      offers={stepsOf(journey).filter((offer) => offer.value !== id)}
      change={(to) => document.edit((now) => replaced(now, id, { ...step, to }).journey)}
    />
  );
}
