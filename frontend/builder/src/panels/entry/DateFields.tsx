/** A date of the customer's own starts the journey. */

import type { DateTrigger } from "@/definition/types";
import { withKey } from "@/definition/without";
import { Select } from "@/parts/fields";
import { MovingDateFields } from "@/times/MovingDateFields";
import type { TriggerProps } from "./TriggerFields";

export function DateFields({ trigger, change }: TriggerProps<DateTrigger>) {
  return (
    <>
      <MovingDateFields
        path=""
        value={trigger}
        hint="When the date moves, so does the start. Each date starts it once."
        nobody="For a customer made up"
        change={change}
      />
      <Select
        label="If that has passed, and the date has not"
        path="passed"
        value={trigger.passed ?? "skip"}
        options={[
          { value: "skip", label: "Let it pass" },
          { value: "now", label: "Let them in at once" },
        ]}
        hint="As the date becomes known, or the journey is published."
        change={(passed) =>
          change(withKey(trigger, "passed", passed === "now" ? passed : undefined))
        }
      />
    </>
  );
}
