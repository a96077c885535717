/** One customer who is in the journey, or has been, looked up by name. */

import { useEffect, useState } from "react";
import { type Enrollment, searchEnrollments } from "@/api/enrollments";
import { useBuilder } from "@/app/context";
import { Combobox } from "@/parts/Combobox";
import { useStored } from "@/state/store";

/** How long after the last key it is searched for, in milliseconds. */
const REST = 200;

export function PassagePicker({
  label,
  shown,
}: {
  label: string;
  /** What the one is called who is followed already; left out: somebody is yet to be chosen. */
  shown?: string;
}) {
  const { client, following, page, panels } = useBuilder();
  const followed = useStored(following, (state) => state);
  const [asked, setAsked] = useState<string | null>(null);
  const [found, setFound] = useState<readonly Enrollment[]>([]);
  useEffect(() => {
    if (asked === null) return;
    let current = true;
    const timer = setTimeout(
      () =>
        searchEnrollments(client, page.journey, asked)
          .then((enrollments) => current && setFound(enrollments))
          .catch(() => current && setFound([])),
      REST,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [client, page.journey, asked]);
  return (
    <Combobox
      label={label}
      path="passage"
      icon="person"
      placeholder="A customer’s name"
      nothing="Nobody of that name has entered."
      value={shown === undefined ? "" : (followed ?? "")}
      words={(followed && shown) ?? ""}
      offers={found.map((each) => ({
        value: each.id,
        label: nameOf(each),
        detail: each.status === "ended" ? "has left" : "inside",
      }))}
      asked={setAsked}
      change={(id) => {
        following.follow(id || null);
        if (id) panels.open("path");
      }}
    />
  );
}

export const nameOf = ({ account_name: account, contact_name: contact }: Enrollment): string =>
  [account, contact].filter(Boolean).join(", ") || "A customer";
