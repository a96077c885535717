/** Whether the step is left out when a condition is met, and what. */

import { ConditionField } from "@/conditions/ConditionField";
import type { Condition } from "@/definition/types";
import { Toggle } from "@/parts/fields";

export function SkipFields({
  value,
  toggle,
  change,
}: {
  value: Condition | undefined;
  toggle: (on: boolean) => void;
  change: (when: Condition) => void;
}) {
  return (
    <>
      <Toggle
        label="Leave it out when a condition is met"
        value={value !== undefined}
        change={toggle}
      />
      {value && (
        <ConditionField
          label="Leave it out when"
          quiet
          path="skip_when"
          standing="anywhere"
          value={value}
          change={change}
        />
      )}
    </>
  );
}
