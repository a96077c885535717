/** Who is kept out, so that the others can be compared with them. */

import { readPercentage, writePercentage } from "@/definition/times";
import { withKey } from "@/definition/without";
import { NumberField, Toggle } from "@/parts/fields";
import type { EntryProps } from "./ReentryFields";

export function HoldoutFields({ entry, change }: EntryProps) {
  const { holdout } = entry;
  return (
    <>
      <Toggle
        label="Keep some out, to compare with"
        value={holdout !== undefined}
        change={(on) => change(withKey(entry, "holdout", on ? "10%" : undefined))}
      />
      {holdout !== undefined && (
        <NumberField
          label="Percent of accounts"
          path="holdout"
          fraction
          min={0.1}
          max={50}
          value={readPercentage(holdout)}
          hint="Chosen by lot and for good: they never enter, so that you can see what the journey changes for the others."
          change={(percent) => change({ ...entry, holdout: writePercentage(percent) })}
        />
      )}
    </>
  );
}
