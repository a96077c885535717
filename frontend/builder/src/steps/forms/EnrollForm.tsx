import type { EnrollStep } from "@/definition/types";
import { Combobox } from "@/parts/Combobox";
import { useJourneys } from "@/parts/offers";
import type { FormProps } from "../kind";

export function EnrollForm({ step, journey, change }: FormProps<EnrollStep>) {
  return (
    <Combobox
      label="Journey"
      path="journey"
      free="offered"
      value={step.journey}
      offers={useJourneys(journey.journey)}
      nothing="There is no other journey yet."
      hint="Its own rules decide whether they enter. This journey goes on at once."
      change={(other) => change({ ...step, journey: other })}
    />
  );
}
