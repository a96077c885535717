/** Some of the segments there are. */

import { useSegments } from "./offers";
import { SeveralField } from "./SeveralField";

export function SegmentsField(props: {
  label: string;
  path: string;
  value: readonly string[];
  change: (segments: string[]) => void;
}) {
  const segments = useSegments();
  return (
    <SeveralField
      {...props}
      icon="people"
      placeholder={["None", "Add a segment"]}
      offers={segments}
      nothing={segments.length === 0 ? "There are no segments yet." : "All segments are chosen."}
    />
  );
}
