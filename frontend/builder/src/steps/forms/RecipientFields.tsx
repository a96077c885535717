/** Whom a message is for: the primary contact, one in a role, or each of several. */

import { useVocabulary } from "@/app/context";
import type { Recipient, Role, ToRoles } from "@/definition/types";
import { withKey } from "@/definition/without";
import { Combobox } from "@/parts/Combobox";
import { NumberField, Select, Toggle } from "@/parts/fields";
import { heldBy, ROLES, RolesField } from "@/parts/RolesField";
import { nameInWords } from "@/sentences/words";
import type { FormProps } from "../kind";
import type { TouchStep } from "./touch";

const SEVERAL = "several";

/** Nothing to be asked in a contact's journey, whose messages go to that contact. */
export function RecipientFields({ step, journey, change }: FormProps<TouchStep>) {
  const { data } = useVocabulary();
  if (journey.subject === "contact" && step.to === undefined) return null;
  const to = step.to ?? "primary";
  const set = (recipient: Recipient | undefined) => change(withKey(step, "to", recipient));
  return (
    <>
      <Combobox
        label="To"
        path={typeof to === "object" && "role" in to ? "to.role" : "to"}
        icon="person"
        value={chosenOf(to)}
        offers={[
          { value: "", label: "The account’s primary contact" },
          ...ROLES.map((value) => ({
            value,
            label: `The ${nameInWords(value)}`,
            ...heldBy(data?.roles.find((each) => each.role === value)?.holders),
          })),
          {
            value: SEVERAL,
            label: "Several people",
            detail: "everybody who has one of some roles",
          },
        ]}
        change={(chosen) => set(recipientOf(chosen, to))}
      />
      {typeof to === "object" && "roles" in to && <SeveralFields to={to} set={set} />}
      {typeof to === "object" && (
        <Select
          label={"role" in to ? "When nobody has that role" : "When nobody has any of them"}
          path="to.else"
          value={to.else ?? "nobody"}
          options={[
            { value: "primary", label: "Send it to the primary contact" },
            { value: "nobody", label: "Leave it out" },
          ]}
          change={(otherwise) => set({ ...to, else: otherwise })}
        />
      )}
    </>
  );
}

/** Each of them gets it by themselves. */
function SeveralFields({ to, set }: { to: ToRoles; set: (to: Recipient) => void }) {
  return (
    <>
      <RolesField
        label="Everybody who is one of"
        path="to.roles"
        value={to.roles}
        change={(roles) => set({ ...to, roles })}
      />
      <Toggle
        label="Limit how many get it"
        value={to.at_most !== undefined}
        hint="By the order of the roles, then by who has been there longest."
        change={(on) => set(withKey(to, "at_most", on ? 3 : undefined))}
      />
      {to.at_most !== undefined && (
        <NumberField
          label="People at most"
          path="to.at_most"
          min={1}
          max={1_000}
          value={to.at_most}
          change={(at_most) => set({ ...to, at_most })}
        />
      )}
    </>
  );
}

function chosenOf(to: Recipient): string {
  if (typeof to === "string") return "";
  return "role" in to ? to.role : SEVERAL;
}

function recipientOf(chosen: string, before: Recipient): Recipient | undefined {
  if (chosen === "") return undefined;
  if (chosen !== SEVERAL) return { role: chosen as Role, else: "primary" };
  const roles = typeof before === "object" && "role" in before ? [before.role] : [];
  return { roles, else: "primary" };
}
