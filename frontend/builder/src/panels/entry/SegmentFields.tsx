/** Coming into a segment, or going out of it, starts the journey. */

import { useJourney } from "@/app/context";
import type { SegmentTrigger } from "@/definition/types";
import { withKey } from "@/definition/without";
import { Combobox } from "@/parts/Combobox";
import { Segmented } from "@/parts/fields";
import { newSegment, useSegments } from "@/parts/offers";
import { nameInWords } from "@/sentences/words";
import type { TriggerProps } from "./TriggerFields";

export function SegmentFields({ trigger, change }: TriggerProps<SegmentTrigger>) {
  const segments = useSegments();
  const subject = useJourney((journey) => journey.subject);
  return (
    <>
      <Combobox
        label="Segment"
        quiet
        path="segment"
        free={(typed) => [newSegment(typed, subject)]}
        icon="people"
        placeholder="A segment, such as At risk"
        value={trigger.segment}
        words={nameInWords(trigger.segment)}
        offers={segments}
        nothing="There is no segment yet. Type a name, and make it."
        change={(segment) => change({ ...trigger, segment })}
      />
      <Segmented
        label="When"
        quiet
        path="change"
        value={trigger.change ?? "enters"}
        options={[
          { value: "enters", label: "Who comes into it" },
          { value: "leaves", label: "Who goes out of it" },
        ]}
        change={(next) => change(withKey(trigger, "change", next === "leaves" ? next : undefined))}
      />
    </>
  );
}
