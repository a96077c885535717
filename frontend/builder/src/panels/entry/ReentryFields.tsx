/** Whether somebody who has been through may enter again. */

import type { Entry } from "@/definition/types";
import { withKey } from "@/definition/without";
import { Select } from "@/parts/fields";
import { DurationField } from "@/times/DurationField";

export interface EntryProps {
  entry: Entry;
  change: (entry: Entry) => void;
}

export function ReentryFields({ entry, change }: EntryProps) {
  const reentry = entry.reentry ?? "never";
  const kind = typeof reentry === "string" ? reentry : "after";
  return (
    <>
      <Select
        label="May they enter again?"
        path="reentry"
        value={kind}
        options={[
          { value: "never", label: "No, once is enough" },
          { value: "always", label: "Whenever they are out again" },
          { value: "after", label: "After some time" },
        ]}
        change={(chosen) =>
          change(
            withKey(
              entry,
              "reentry",
              chosen === "never" ? undefined : chosen === "after" ? { after: "90d" } : "always",
            ),
          )
        }
      />
      {reentry === "never" && entry.triggers?.some((each) => "schedule" in each) && (
        <p className="b-hint">Each time, a schedule lets in only those who have never been in.</p>
      )}
      {reentry === "never" && entry.triggers?.some((each) => "date" in each) && (
        <p className="b-hint">
          Those who have been in do not enter for their next date, such as a year later.
        </p>
      )}
      {reentry === "never" && entry.triggers?.some((each) => "health" in each) && (
        <p className="b-hint">Those who have been in do not enter when it turns once more.</p>
      )}
      {typeof reentry !== "string" && (
        <DurationField
          label="After"
          path="reentry.after"
          value={reentry.after}
          change={(after) => change({ ...entry, reentry: { after } })}
          hint="Counted from when they last entered."
        />
      )}
    </>
  );
}
