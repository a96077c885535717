/** Some of the roles that contacts have at their account. */

import { useVocabulary } from "@/app/context";
import type { Role } from "@/definition/types";
import { nameInWords } from "@/sentences/words";
import { SeveralField } from "./SeveralField";

export const ROLES: readonly Role[] = [
  "champion",
  "admin",
  "decision_maker",
  "exec_sponsor",
  "billing",
  "end_user",
];

export function RolesField(props: {
  label: string;
  path: string;
  value: readonly Role[];
  change: (roles: Role[]) => void;
}) {
  const { data } = useVocabulary();
  return (
    <SeveralField
      {...props}
      icon="person"
      placeholder={["Choose a role", "Add a role"]}
      offers={ROLES.map((role) => ({
        value: role,
        label: nameInWords(role),
        ...heldBy(data?.roles.find((each) => each.role === role)?.holders),
      }))}
      nothing="All roles are chosen."
    />
  );
}

/** How many contacts have a role, as far as that is known. */
export function heldBy(holders: number | undefined): { detail?: string } {
  if (holders === undefined) return {};
  if (holders === 0) return { detail: "nobody has it yet" };
  return { detail: holders === 1 ? "1 contact" : `${holders.toLocaleString("en")} contacts` };
}
