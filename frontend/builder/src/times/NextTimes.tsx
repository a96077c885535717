/** The next times of a schedule, on the reader's own clock. */

import { useMemo } from "react";
import { useBuilder } from "@/app/context";
import type { Schedule } from "@/definition/types";
import { Icon } from "@/parts/Icon";
import { momentIn } from "./moment";
import { upcoming } from "./upcoming";

export function NextTimes({ schedule }: { schedule: Schedule }) {
  const { page } = useBuilder();
  const next = useMemo(() => upcoming(schedule, Date.now()), [schedule]);
  if (next.length === 0) return null;
  const moment = momentIn(page.zone);
  const zone = page.zone.replaceAll("_", " ");
  return (
    <div className="b-dates" aria-live="polite">
      <Icon name="calendar" size={14} />
      <div>
        Next, by the clock of {zone}:
        <ul>
          {next.map((at) => (
            <li key={at}>{moment(new Date(at).toISOString())}</li>
          ))}
        </ul>
      </div>
    </div>
  );
}
