/** Some of the roles that contacts have at their account, in the order they were chosen in. */

import { useVocabulary } from "@/app/context";
import type { Role } from "@/definition/types";
import { nameInWords } from "@/sentences/words";
import { Chips } from "./Chips";
import { Combobox } from "./Combobox";

export const ROLES: readonly Role[] = [
  "champion",
  "admin",
  "decision_maker",
  "exec_sponsor",
  "billing",
  "end_user",
];

export function RolesField({
  label,
  path,
  value,
  change,
}: {
  label: string;
  path: string;
  value: readonly Role[];
  change: (roles: Role[]) => void;
}) {
  const { data } = useVocabulary();
  // A draft that was written by hand may hold anything.
  const chosen = Array.isArray(value) ? value : [];
  const rest = ROLES.filter((role) => !chosen.includes(role));
  return (
    <>
      <Combobox
        label={label}
        path={path}
        icon="person"
        placeholder={chosen.length === 0 ? "Choose a role" : "Add a role"}
        value=""
        offers={rest.map((role) => ({
          value: role,
          label: nameInWords(role),
          ...heldBy(data?.roles.find((each) => each.role === role)?.holders),
        }))}
        nothing="All roles are chosen."
        change={(role) => change([...chosen, role as Role])}
      />
      <Chips
        label={label}
        values={chosen.map((role) => ({ value: role, label: nameInWords(role) }))}
        remove={(role) => change(chosen.filter((each) => each !== role))}
      />
    </>
  );
}

/** How many contacts have a role, as far as that is known. */
export function heldBy(holders: number | undefined): { detail?: string } {
  if (holders === undefined) return {};
  if (holders === 0) return { detail: "nobody has it yet" };
  return { detail: holders === 1 ? "1 contact" : `${holders.toLocaleString("en")} contacts` };
}
