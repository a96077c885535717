/** For whom dates and previews are shown: a real customer, looked up by name, or one made up. */

import { useEffect, useState } from "react";
import { searchCustomers } from "@/api/customers";
import { useBuilder, useJourney } from "@/app/context";
import type { Sample } from "@/state/sample";
import { useStored } from "@/state/store";
import { Combobox } from "./Combobox";

const MADE_UP = { value: "", label: "Somebody made up" };
/** How long after the last key it is searched for, in milliseconds. */
const REST = 200;

export function SamplePicker({ label = "Shown for" }: { label?: string }) {
  const { client, sample } = useBuilder();
  const subject = useJourney((journey) => journey.subject ?? "account");
  const chosen = useStored(sample, (state) => state);
  const [asked, setAsked] = useState<string | null>(null);
  const [found, setFound] = useState<readonly Sample[]>([]);
  useEffect(() => {
    if (asked === null) return;
    let current = true;
    const timer = setTimeout(
      () =>
        searchCustomers(client, subject, asked)
          .then((customers) => current && setFound(customers))
          .catch(() => current && setFound([])),
      REST,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [client, subject, asked]);
  const known = chosen && !found.some(({ id }) => id === chosen.id) ? [chosen, ...found] : found;
  return (
    <Combobox
      label={label}
      path="sample"
      icon="person"
      value={chosen?.id ?? ""}
      offers={[MADE_UP, ...known.map(({ id, label: name }) => ({ value: id, label: name }))]}
      asked={setAsked}
      change={(id) => sample.choose(known.find((each) => each.id === id) ?? null)}
    />
  );
}
