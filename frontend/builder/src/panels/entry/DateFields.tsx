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
        label="Those for whom it is too late for that"
        path="passed"
        value={trigger.passed ?? "skip"}
        options={[
          { value: "skip", label: "Do not enter" },
          { value: "now", label: "Enter at once" },
        ]}
        hint="Their date is still to come, but nearer, when it becomes known or this is published."
        change={(passed) =>
          change(withKey(trigger, "passed", passed === "now" ? passed : undefined))
        }
      />
    </>
  );
}
