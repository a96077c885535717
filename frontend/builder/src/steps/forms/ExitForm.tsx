import { idFrom } from "@/definition/ids";
import type { ExitStep } from "@/definition/types";
import { withKey } from "@/definition/without";
import { Combobox } from "@/parts/Combobox";
import { nameInWords } from "@/sentences/words";
import type { FormProps } from "../kind";

export function ExitForm({ step, journey, change }: FormProps<ExitStep>) {
  const used = Object.values(journey.steps).flatMap((each) =>
    each.type === "exit" && each.outcome ? [each.outcome] : [],
  );
  return (
    <Combobox
      label="How it ended"
      path="outcome"
      free="offered"
      value={step.outcome ?? "completed"}
      words={nameInWords(step.outcome)}
      offers={[...new Set(["completed", ...used])].map((value) => ({
        value,
        label: nameInWords(value),
      }))}
      hint="A word for reports, such as completed or not interested."
      change={(typed) => change(withKey(step, "outcome", idFrom(typed) || undefined))}
    />
  );
}
