/** Which colleague is asked, or which pool gives it out. */

import type { Assignment, ToPool } from "@/definition/types";
import { Combobox } from "./Combobox";
import { Segmented } from "./fields";
import { usePools, useUsers } from "./offers";

export function AssignFields({
  value = { owner: "account" },
  change,
}: {
  value: Assignment | undefined;
  /** Undefined: the account's owner, and nobody else. */
  change: (value: Assignment | undefined) => void;
}) {
  const kind = kindOf(value);
  return (
    <>
      <Segmented
        label="Who does it"
        path="assign"
        value={kind}
        options={[
          { value: "owner", label: "Owner" },
          { value: "pool", label: "A pool" },
          { value: "user", label: "A colleague" },
          { value: "role", label: "Manager" },
        ]}
        change={(next) => change(NEW[next])}
      />
      {"user" in value && (
        <ColleagueField
          label="Colleague"
          path="assign.user"
          value={value.user}
          change={(user) => change({ user })}
        />
      )}
      {"pool" in value && (
        <PoolField
          label="Pool"
          path="assign.pool"
          value={value.pool}
          change={(pool) => change({ pool })}
        />
      )}
      {"owner" in value && (
        <Otherwise
          label="When the account has no owner"
          value={value.else}
          change={(other) => change(other ? { owner: "account", else: other } : undefined)}
        />
      )}
      {"role" in value && (
        <Otherwise
          label="When the owner has no manager"
          value={value.else}
          change={(other) => change(other ? { role: "manager", else: other } : NEW.role)}
        />
      )}
    </>
  );
}

type Whom = "owner" | "pool" | "user" | "role";

const NEW: Readonly<Record<Whom, Assignment | undefined>> = {
  owner: undefined,
  pool: { pool: "" },
  user: { user: "" },
  role: { role: "manager" },
};

function kindOf(value: Assignment): Whom {
  if ("user" in value) return "user";
  if ("pool" in value) return "pool";
  return "role" in value ? "role" : "owner";
}

/** Somebody, or somebody of a pool, or nobody. */
function Otherwise({
  label,
  value,
  change,
}: {
  label: string;
  value: string | ToPool | undefined;
  change: (value: string | ToPool | undefined) => void;
}) {
  const users = useUsers();
  const pools = usePools();
  const pooled = pools.map((offer) => ({ ...offer, value: `${POOL}${offer.value}` }));
  return (
    <Combobox
      label={label}
      path="assign.else"
      free="offered"
      placeholder="Nobody"
      value={typeof value === "object" ? `${POOL}${value.pool}` : (value ?? "")}
      offers={[...pooled, ...users]}
      optional
      change={(chosen) => change(chosen.startsWith(POOL) ? poolOf(chosen) : chosen || undefined)}
    />
  );
}

/** How a pool is told apart from an address in one field. */
const POOL = "pool: ";
const poolOf = (chosen: string): ToPool => ({ pool: chosen.slice(POOL.length).trim() });

interface Chosen {
  label: string;
  path: string;
  value: string;
  change: (value: string) => void;
}

export function ColleagueField(props: Chosen) {
  return (
    <Combobox
      {...props}
      quiet
      free="offered"
      placeholder="kim@example.com"
      offers={useUsers()}
      nothing="There are no other users here."
    />
  );
}

export function PoolField(props: Chosen) {
  return (
    <Combobox
      {...props}
      quiet
      free="offered"
      placeholder="A pool, such as Save"
      offers={usePools()}
      nothing="There are no pools yet. They are made under Team."
    />
  );
}
