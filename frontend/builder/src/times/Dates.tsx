/** What a wait counts from, and when that would be for the customer one tries things out with. */

import { useEffect, useState } from "react";
import { datesOf, type Spec } from "@/api/dates";
import { useBuilder } from "@/app/context";
import { durationInWords, readDuration, TIME } from "@/definition/times";
import { Icon } from "@/parts/Icon";
import { useStored } from "@/state/store";

/** How long after the last change it is asked, in milliseconds. */
const REST = 350;

export function Dates({
  spec,
  nobody,
}: {
  spec: Spec;
  /** For whom it is while no customer is chosen. */
  nobody?: string;
}) {
  const { client, sample } = useBuilder();
  const customer = useStored(sample, (state) => state);
  const [words, setWords] = useState<string | null>(null);
  const asked = JSON.stringify(spec);
  useEffect(() => {
    const spec = JSON.parse(asked) as Spec;
    if (!whole(spec)) {
      setWords(null);
      return;
    }
    const leaving = new AbortController();
    const timer = setTimeout(async () => {
      const found = await datesOf(client, spec, customer, leaving.signal);
      if (leaving.signal.aborted) return;
      const whose = customer?.label ?? found?.whose;
      const moved = "until" in spec && "date" in spec.until;
      const enters = "until" in spec && "day" in spec.until;
      const now = moved ? "" : `, ${enters ? "entering" : "coming here"} now`;
      const they = nobody ?? `If they ${enters ? "entered" : "came"} now`;
      setWords(found && `${whose ? `For ${whose}${now}` : they}: ${found.words}`);
    }, REST);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [asked, client, customer, nobody]);
  const means = whole(spec) && meaningOf(spec);
  return (
    <p className="b-dates">
      {(means || words !== null) && (
        <>
          <Icon name="calendar" size={14} />
          <span>
            {means} {words}
          </span>
        </>
      )}
    </p>
  );
}

/** A while and a day of the journey look alike, and are not. */
function meaningOf(spec: Spec): string | undefined {
  if ("for" in spec) return `${durationInWords(spec.for)} after they come to this step.`;
  if (!("day" in spec.until)) return undefined;
  return `Day ${spec.until.day} of the journey, counted from when they entered (day 1).`;
}

/** Whether there is enough to reckon with. */
function whole(spec: Spec): boolean {
  if ("for" in spec) return readDuration(spec.for) !== undefined;
  const { until } = spec;
  if ("time" in until) return TIME.test(until.time);
  if ("day" in until) return until.day >= 1;
  return /^(account|contact)\../.test(until.date.trait);
}
