/** Which colleague is asked. */

import type { Assignment } from "@/definition/types";
import { Combobox } from "./Combobox";
import { Segmented } from "./fields";
import { useUsers } from "./offers";

export function AssignFields({
  value = { owner: "account" },
  change,
}: {
  value: Assignment | undefined;
  /** Undefined: the account's owner, and nobody else. */
  change: (value: Assignment | undefined) => void;
}) {
  const users = useUsers();
  return (
    <>
      <Segmented
        label="Who does it"
        path="assign"
        value={"user" in value ? "user" : "owner"}
        options={[
          { value: "owner", label: "The account’s owner" },
          { value: "user", label: "A colleague" },
        ]}
        change={(kind) => change(kind === "owner" ? undefined : { user: "" })}
      />
      {"user" in value ? (
        <Combobox
          label="Colleague"
          quiet
          path="assign.user"
          free="offered"
          placeholder="kim@example.com"
          value={value.user}
          offers={users}
          nothing="There are no other users here."
          change={(user) => change({ user })}
        />
      ) : (
        <Combobox
          label="When the account has no owner"
          path="assign.else"
          free="offered"
          placeholder="Nobody"
          value={value.else ?? ""}
          offers={users}
          optional
          change={(user) => change(user ? { owner: "account", else: user } : undefined)}
        />
      )}
    </>
  );
}
