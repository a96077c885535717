/** Coming into a segment, or going out of it, starts the journey. */

import { nameFrom } from "@/definition/ids";
import type { SegmentTrigger } from "@/definition/types";
import { withKey } from "@/definition/without";
import { Combobox } from "@/parts/Combobox";
import { Segmented } from "@/parts/fields";
import { useSegments } from "@/parts/offers";
import { nameInWords } from "@/sentences/words";
import type { TriggerProps } from "./TriggerFields";

export function SegmentFields({ trigger, change }: TriggerProps<SegmentTrigger>) {
  const segments = useSegments();
  return (
    <>
      <Combobox
        label="Segment"
        quiet
        path="segment"
        free="offered"
        icon="people"
        placeholder="A segment, such as At risk"
        value={trigger.segment}
        words={nameInWords(trigger.segment)}
        offers={segments}
        nothing="There is no segment yet. Type the name of the one you are going to make."
        change={(segment) => change({ ...trigger, segment: known(segment, segments) })}
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

/** The key that is meant; what is typed for one that is not there yet becomes a key. */
const known = (typed: string, segments: readonly { value: string }[]): string =>
  segments.some(({ value }) => value === typed) ? typed : nameFrom(typed);
