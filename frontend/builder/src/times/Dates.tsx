/** When that would be for the customer one tries things out with. */

import { useEffect, useState } from "react";
import { datesOf, type Spec } from "@/api/dates";
import { useBuilder } from "@/app/context";
import { readDuration, TIME } from "@/definition/times";
import { Icon } from "@/parts/Icon";
import { useStored } from "@/state/store";

/** How long after the last change it is asked, in milliseconds. */
const REST = 350;

export function Dates({
  spec,
  nobody = "If they came here now",
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
      const now = "until" in spec && "date" in spec.until ? "" : ", coming here now";
      setWords(found && `${whose ? `For ${whose}${now}` : nobody}: ${found.words}`);
    }, REST);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [asked, client, customer, nobody]);
  return (
    <p className="b-dates">
      {words !== null && (
        <>
          <Icon name="calendar" size={14} />
          <span>{words}</span>
        </>
      )}
    </p>
  );
}

/** Whether there is enough to reckon with. */
function whole(spec: Spec): boolean {
  if ("for" in spec) return readDuration(spec.for) !== undefined;
  const { until } = spec;
  if ("time" in until) return TIME.test(until.time);
  if ("day" in until) return until.day >= 1;
  return /^(account|contact)\../.test(until.date.trait);
}
