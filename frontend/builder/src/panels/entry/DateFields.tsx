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
        label="Those already closer to their date"
        path="passed"
        value={trigger.passed ?? "skip"}
        options={[
          { value: "skip", label: "Do not enter" },
          { value: "now", label: "Enter at once" },
        ]}
        hint="When it becomes known, or this is published, their date is still to come, but sooner than that."
        change={(passed) =>
          change(withKey(trigger, "passed", passed === "now" ? passed : undefined))
        }
      />
    </>
  );
}
