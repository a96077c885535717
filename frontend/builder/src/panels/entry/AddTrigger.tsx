/** The menu of ways in. */

import { TRIGGERS } from "@/definition/triggers";
import type { Trigger } from "@/definition/types";
import { Icon } from "@/parts/Icon";
import { Menu } from "@/parts/Menu";
import { WAYS_IN } from "./kinds";

export function AddTrigger({
  add,
  ofContacts,
  first,
}: {
  add: (trigger: Trigger) => void;
  /** Whether people go through the journey: only companies have health. */
  ofContacts: boolean;
  first: boolean;
}) {
  const label = first ? "Add a way in" : "Add another way in";
  return (
    <div className="b-add-way">
      <Menu
        label={label}
        items={TRIGGERS.map((kind) => {
          const { name, icon, description, make } = WAYS_IN[kind];
          const off = kind === "health" && ofContacts;
          const detail = off ? "Only companies have health." : description;
          return { label: name, icon, detail, off, does: () => add(make()) };
        })}
        face={{
          className: "b-add-row",
          content: (
            <>
              <Icon name="plus" size={13} />
              {label}
            </>
          ),
        }}
      />
    </div>
  );
}
