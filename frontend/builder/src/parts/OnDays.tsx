/** From which day to which a step is reached; the typical day for who points at it, or listens. */

import type { Days } from "@/model/days";

export function OnDays({ days }: { days: Days }) {
  return (
    <span title={days.typical ?? undefined}>
      {days.range}
      {days.typical !== null && <span className="unseen">. {days.typical}</span>}
    </span>
  );
}
