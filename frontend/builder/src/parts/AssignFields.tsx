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
  change: (value: Assignment) => void;
}) {
  const users = useUsers();
  return (
    <>
      <Segmented
        label="Asks"
        path="assign-kind"
        value={"user" in value ? "user" : "owner"}
        options={[
          { value: "owner", label: "The account’s owner" },
          { value: "user", label: "Somebody" },
        ]}
        change={(kind) => change(kind === "owner" ? { owner: "account" } : { user: "" })}
      />
      {"user" in value ? (
        <Combobox
          label="Who"
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
          placeholder="nobody"
          value={value.else ?? ""}
          offers={users}
          change={(user) => change(user ? { owner: "account", else: user } : { owner: "account" })}
        />
      )}
    </>
  );
}
