/** Rules for what is sent: its topic, and the hours in which it may go out. */

import { nameFrom } from "@/definition/ids";
import type { Sending, Window } from "@/definition/types";
import { withKey } from "@/definition/without";
import { DaysField } from "@/times/DaysField";
import { TimeField } from "@/times/TimeField";
import { Combobox } from "./Combobox";
import { Select } from "./fields";
import { useTopics, ZONES } from "./offers";

const WORKING: Window = { days: "mon-fri", from: "09:00", to: "17:00", zone: "contact" };

export function SendingFields({
  path,
  value,
  change,
  own = false,
}: {
  path: string;
  value: Sending | undefined;
  /** Undefined: nothing is said. */
  change: (value: Sending | undefined) => void;
  /** Whether these are a step's own, beside the journey's. */
  own?: boolean;
}) {
  const topics = useTopics();
  const send = value ?? {};
  const set = (next: Sending) => change(Object.keys(next).length > 0 ? next : undefined);
  const { window } = send;
  const kind = window === undefined ? "none" : window === "always" ? "always" : "window";
  return (
    <>
      <Combobox
        label="Topic"
        path={`${path}.topic`}
        free="offered"
        optional
        value={send.topic ?? ""}
        placeholder={own ? "As the journey says" : "This journey"}
        offers={topics}
        hint={own ? undefined : "What people can unsubscribe from."}
        change={(topic) => set(withKey(send, "topic", nameFrom(topic) || undefined))}
      />
      <Select
        label="May go out"
        path={`${path}.window`}
        value={kind}
        options={[
          { value: "none", label: own ? "As the journey says" : "At any time" },
          ...(own || kind === "always" ? [{ value: "always", label: "At any time" }] : []),
          { value: "window", label: "Only in certain hours" },
        ]}
        change={(chosen) =>
          set(
            withKey(
              send,
              "window",
              chosen === "none" ? undefined : chosen === "always" ? "always" : WORKING,
            ),
          )
        }
      />
      {typeof window === "object" && (
        <WindowFields
          path={`${path}.window`}
          value={window}
          change={(next) => set({ ...send, window: next })}
        />
      )}
    </>
  );
}

function WindowFields({
  path,
  value,
  change,
}: {
  path: string;
  value: Window;
  change: (value: Window) => void;
}) {
  const zone = value.zone ?? "contact";
  return (
    <>
      <DaysField
        label="On these days"
        path={`${path}.days`}
        value={value.days ?? "mon-fri"}
        change={(days) => change({ ...value, days })}
      />
      <div className="b-line-of">
        <TimeField
          label="From"
          path={`${path}.from`}
          value={value.from ?? "09:00"}
          change={(from) => change({ ...value, from })}
        />
        <TimeField
          label="To"
          path={`${path}.to`}
          value={value.to ?? "17:00"}
          change={(to) => change({ ...value, to })}
        />
      </div>
      <Combobox
        label="On the clock of"
        path={`${path}.zone`}
        value={zone}
        offers={CLOCKS}
        change={(next) => change({ ...value, zone: next || "contact" })}
      />
    </>
  );
}

const CLOCKS = [
  { value: "contact", label: "Each contact" },
  { value: "account", label: "The account" },
  ...ZONES,
];
