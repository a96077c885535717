/** Rules for what is sent: its topic, and the hours in which it may go out. */

import { nameFrom } from "@/definition/ids";
import type { Sending, Window } from "@/definition/types";
import { withKey } from "@/definition/without";
import { nameInWords } from "@/sentences/words";
import { DaysField } from "@/times/DaysField";
import { DurationField } from "@/times/DurationField";
import { TimeField } from "@/times/TimeField";
import { Combobox } from "./Combobox";
import { Select } from "./fields";
import { useTopics, ZONES } from "./offers";

export const WORKING: Window = { days: "mon-fri", from: "09:00", to: "17:00", zone: "contact" };

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
        words={nameInWords(send.topic)}
        placeholder={own ? "As the journey says" : "This journey"}
        offers={topics}
        hint={
          own
            ? undefined
            : "What customers can unsubscribe from. They read its name under Topics, else its key."
        }
        change={(topic) => set(withKey(send, "topic", nameFrom(topic) || undefined))}
      />
      <Select
        label="May go out"
        path={`${path}.window`}
        value={kind}
        options={[
          { value: "none", label: own ? "As the journey says" : "At any time" },
          ...(own || kind === "always" ? [{ value: "always", label: "At any time" }] : []),
          { value: "window", label: "Only on certain days and hours" },
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
      <CrowdedFields path={path} value={send} change={set} own={own} />
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
      <Combobox
        label="On public holidays"
        path={`${path}.holidays`}
        optional
        value={value.holidays ?? ""}
        placeholder="As the settings say"
        offers={HOLIDAYS}
        free={(typed) => [{ value: typed.toUpperCase(), label: `Not on those of ${typed}` }]}
        change={(next) => change(withKey(value, "holidays", next || undefined))}
      />
    </>
  );
}

const HOLIDAYS = [
  { value: "account", label: "Not, where the customer is" },
  { value: "none", label: "Goes out all the same" },
];

/** What the journey takes when it says nothing. */
const USUAL = 50;
const LEVELS = new Map([
  [20, "Low (20)"],
  [USUAL, "Usual (50)"],
  [80, "High (80)"],
  [100, "Highest (100)"],
]);

/** The levels people think in, and whatever else was written. */
function priorities(written: number | undefined) {
  const levels = [...LEVELS].map(([value, label]) => ({ value: `${value}`, label }));
  if (written === undefined || LEVELS.has(written)) return levels;
  return [...levels, { value: `${written}`, label: `${written}` }];
}

const UNSAID = (own: boolean) => ({
  value: "" as const,
  label: own ? "As the journey says" : "It waits for the next place",
});
const WAITS = { value: "wait" as const, label: "It waits for the next place" };
const LEFT_OUT = { value: "skip" as const, label: "It is left out" };

/** What becomes of messages where a cap leaves room for some only. */
function CrowdedFields({
  path,
  value,
  change,
  own,
}: {
  path: string;
  value: Sending;
  change: (value: Sending) => void;
  own: boolean;
}) {
  const { priority, capped, patience } = value;
  return (
    <>
      <Select
        label="Priority"
        path={`${path}.priority`}
        value={priority === undefined || (!own && priority === USUAL) ? "" : `${priority}`}
        options={[
          { value: "", label: own ? "As the journey says" : "Usual (50)" },
          ...priorities(priority).filter(({ value: level }) => own || level !== `${USUAL}`),
        ]}
        hint={own ? undefined : "Where there is room for some messages only, the highest go."}
        change={(chosen) =>
          change(withKey(value, "priority", chosen === "" ? undefined : Number(chosen)))
        }
      />
      <Select
        label="When there is no room"
        path={`${path}.capped`}
        value={capped ?? ""}
        options={
          capped === "wait" || own ? [UNSAID(own), WAITS, LEFT_OUT] : [UNSAID(own), LEFT_OUT]
        }
        change={(chosen) => change(withKey(value, "capped", chosen || undefined))}
      />
      <Select
        label="When it has to wait"
        hint="For room under a cap, or for the end of quiet hours or of a hold."
        path={`${path}.patience`}
        value={patience === undefined ? "" : "limit"}
        options={[
          { value: "", label: own ? "As the journey says" : "It goes out, however late" },
          { value: "limit", label: "It is left out when it gets later than …" },
        ]}
        change={(chosen) => change(withKey(value, "patience", chosen ? "3d" : undefined))}
      />
      {patience !== undefined && (
        <DurationField
          label="At the latest after"
          path={`${path}.patience`}
          value={patience}
          change={(next) => change({ ...value, patience: next })}
        />
      )}
    </>
  );
}

const CLOCKS = [
  { value: "contact", label: "Each contact" },
  { value: "account", label: "The account" },
  ...ZONES,
];
