/** When that would be for the customer one tries things out with. */

import { useEffect, useState } from "react";
import { datesOf, type Spec } from "@/api/dates";
import { useBuilder } from "@/app/context";
import { useStored } from "@/state/store";

/** How long after the last change it is asked, in milliseconds. */
const REST = 350;

export function Dates({ spec }: { spec: Spec }) {
  const { client, sample } = useBuilder();
  const customer = useStored(sample, (state) => state);
  const [words, setWords] = useState<string | null>(null);
  const asked = JSON.stringify(spec);
  useEffect(() => {
    const leaving = new AbortController();
    const timer = setTimeout(async () => {
      const found = await datesOf(client, JSON.parse(asked) as Spec, customer, leaving.signal);
      if (!leaving.signal.aborted) setWords(found);
    }, REST);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [asked, client, customer]);
  return words === null ? null : (
    <p className="b-dates" aria-live="polite">
      {words}
    </p>
  );
}
