/** Who the customer of a scenario is: one account with one contact. */

import { useVocabulary } from "@/app/context";
import type { SampleCustomer, Scenario } from "@/definition/types";
import { withKey } from "@/definition/without";
import { Group, More } from "@/parts/Field";
import { Text, Toggle } from "@/parts/fields";
import { ROLES } from "@/parts/RolesField";
import { SegmentsField } from "@/parts/SegmentsField";
import { nameInWords } from "@/sentences/words";
import { NamedValues, traitsOf } from "./NamedValues";

export function CustomerFields({
  scenario,
  change,
}: {
  scenario: Scenario;
  change: (scenario: Scenario) => void;
}) {
  const { data } = useVocabulary();
  const customer = scenario.customer ?? {};
  const set = <K extends keyof SampleCustomer>(key: K, value: SampleCustomer[K] | undefined) => {
    const now = withKey(customer, key, value);
    change(withKey(scenario, "customer", Object.keys(now).length > 0 ? now : undefined));
  };
  const roles = customer.roles ?? [];
  const seldom = [customer.time_zone, customer.owner, customer.roles];
  return (
    <Group label="Who they are">
      {(["account", "contact"] as const).map((whose) => (
        <NamedValues
          key={whose}
          label={`Traits of the ${whose}`}
          path={`customer.${whose}`}
          values={customer[whose] ?? {}}
          change={(now) => set(whose, Object.keys(now).length > 0 ? now : undefined)}
          known={traitsOf(data?.traits ?? [], whose)}
          what={`trait of the ${whose}`}
        />
      ))}
      <SegmentsField
        label="Segments they are in"
        path="customer.segments"
        value={customer.segments ?? []}
        change={(now) => set("segments", now.length > 0 ? now : undefined)}
      />
      <More label="More about them" open={seldom.some((each) => each !== undefined)}>
        <Toggle
          label="Somebody of ours looks after the account"
          value={customer.owner ?? true}
          change={(owner) => set("owner", owner ? undefined : false)}
        />
        <Text
          label="Time zone"
          path="customer.time_zone"
          placeholder="Europe/Amsterdam"
          value={customer.time_zone ?? ""}
          change={(zone) => set("time_zone", zone || undefined)}
        />
        <Group label="What the contact is there">
          {ROLES.map((role) => (
            <Toggle
              key={role}
              label={nameInWords(role)}
              value={roles.includes(role)}
              change={(is) => {
                const now = ROLES.filter((each) => (each === role ? is : roles.includes(each)));
                set("roles", now.length > 0 ? now : undefined);
              }}
            />
          ))}
        </Group>
      </More>
    </Group>
  );
}
