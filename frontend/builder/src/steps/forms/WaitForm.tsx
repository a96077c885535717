import { useBuilder } from "@/app/context";
import { ConditionField } from "@/conditions/ConditionField";
import { Where } from "@/conditions/EventFields";
import { readOffset, writeDuration, writeOffset } from "@/definition/times";
import type { Duration, UntilDate, UntilEvent, UntilTime, WaitStep } from "@/definition/types";
import { withKey } from "@/definition/without";
import { mainTarget, replaced } from "@/model/edits/outlets";
import { type WaitForm as Form, formOf, inForm } from "@/model/edits/waiting";
import { Combobox } from "@/parts/Combobox";
import { Segmented, Select, Toggle } from "@/parts/fields";
import { useEvents, useTraits } from "@/parts/offers";
import { Dates } from "@/times/Dates";
import { DayFields } from "@/times/DayFields";
import { DaysField } from "@/times/DaysField";
import { DurationField } from "@/times/DurationField";
import { LimitField } from "@/times/LimitField";
import { TimeField } from "@/times/TimeField";
import type { FormProps } from "../kind";

const FORMS: readonly { value: Form; label: string }[] = [
  { value: "for", label: "For a while" },
  { value: "event", label: "Until something happens" },
  { value: "condition", label: "Until something holds" },
  { value: "day", label: "Until a day of the journey" },
  { value: "date", label: "Until a date of theirs" },
  { value: "time", label: "Until a time of day" },
];

export function WaitForm(props: FormProps<WaitStep>) {
  const { id, step } = props;
  const { document } = useBuilder();
  return (
    <>
      <Select
        label="Wait"
        path="until"
        value={formOf(step)}
        options={FORMS}
        change={(form) =>
          document.edit((journey) => replaced(journey, id, inForm(step, form)).journey)
        }
      />
      <Fields {...props} />
    </>
  );
}

function Fields(props: FormProps<WaitStep>) {
  const { step, change } = props;
  const { until } = step;
  if (until == null)
    return (
      <>
        <DurationField
          label="How long"
          path="for"
          value={step.for}
          change={(value) => change({ ...step, for: value }, "for")}
          hint="Days are calendar days on the customer’s clock; hours are exact."
        />
        <Dates spec={{ for: step.for ?? "" }} />
      </>
    );
  if ("day" in until)
    return (
      <>
        <DayFields
          path="until"
          value={until}
          change={(day) => change({ ...step, until: day }, "until")}
        />
        <p className="b-hint">Day 1 is the day they enter, on their own clock.</p>
        <Dates spec={{ until }} />
      </>
    );
  if ("time" in until) return <TimeOfDay {...props} until={until} />;
  if ("date" in until) return <DateFields {...props} until={until} />;
  if ("event" in until) return <EventUntil {...props} until={until} />;
  return (
    <>
      <ConditionField
        label="Go on as soon as"
        path="until.when"
        standing="anywhere"
        value={until.when}
        change={(when) => change({ ...step, until: { when } })}
      />
      <AtMost {...props} />
    </>
  );
}

function TimeOfDay({ step, change, until }: FormProps<WaitStep> & { until: UntilTime }) {
  return (
    <>
      <TimeField
        label="When their clock shows"
        path="until.time"
        value={until.time}
        change={(time) => change({ ...step, until: { ...until, time } })}
      />
      <DaysField
        label="On one of these days"
        value={until.days ?? "mon-sun"}
        change={(days) => change({ ...step, until: { ...until, days } })}
      />
      <Dates spec={{ until }} />
    </>
  );
}

function EventUntil(props: FormProps<WaitStep> & { until: UntilEvent }) {
  const { step, change, until } = props;
  return (
    <>
      <Combobox
        label="Event"
        path="until.event"
        free="offered"
        placeholder="Project Created"
        value={until.event}
        offers={useEvents()}
        change={(event) => change({ ...step, until: { ...until, event } })}
      />
      <Where
        event={until.event}
        where={until.where}
        standing="where"
        path="until.where"
        change={(where) => change({ ...step, until: withKey(until, "where", where) })}
      />
      <AtMost {...props} />
    </>
  );
}

/** How long something is waited for, and with it the way for those for whom it does not come. */
function AtMost({ id, step, change }: FormProps<WaitStep>) {
  const { document } = useBuilder();
  const limited = step.at_most !== undefined;
  return (
    <>
      <Toggle
        label="Wait only so long"
        value={limited}
        hint={limited ? undefined : "Customers for whom it never comes about wait for ever."}
        change={(on) => {
          const target = mainTarget(step) ?? "";
          if (on)
            change({
              ...step,
              at_most: "7d",
              on: { ...step.on, timeout: step.on?.timeout ?? target },
            });
          else
            document.edit((journey) => {
              const { at_most: _, ...rest } = step;
              const { timeout: __, ...ways } = step.on ?? {};
              return replaced(journey, id, { ...rest, on: ways }).journey;
            });
        }}
      />
      {step.at_most !== undefined && (
        <LimitField
          label="At the latest"
          path="at_most"
          value={step.at_most}
          change={(limit) => change({ ...step, at_most: limit }, "at_most")}
        />
      )}
    </>
  );
}

function DateFields({ id, step, change, until }: FormProps<WaitStep> & { until: UntilDate }) {
  const { document } = useBuilder();
  const traits = useTraits(true);
  const offset = readOffset(until.date.offset ?? "");
  const when = offset === undefined ? "on" : offset.before ? "before" : "after";
  const set = (next: UntilDate) => change({ ...step, until: next }, "until");
  const span: Duration = offset ? writeDuration(offset) : "60d";
  return (
    <>
      <Combobox
        label="Date"
        path="until.date.trait"
        free="offered"
        placeholder="account.renewal_date"
        value={until.date.trait}
        offers={traits}
        nothing="No trait that is a date has come in yet."
        change={(trait) => set({ ...until, date: { ...until.date, trait } })}
      />
      <Segmented
        label="When"
        quiet
        path="until.date.offset-kind"
        value={when}
        options={[
          { value: "before", label: "Before it" },
          { value: "on", label: "On the day" },
          { value: "after", label: "After it" },
        ]}
        change={(chosen) => {
          const { offset: _, ...date } = until.date;
          const amount = offset ?? { amount: 60, unit: "d" as const };
          set({
            ...until,
            date:
              chosen === "on"
                ? date
                : { ...date, offset: writeOffset({ ...amount, before: chosen === "before" }) },
          });
        }}
      />
      {offset && (
        <DurationField
          label="How long"
          quiet
          path="until.date.offset"
          value={span}
          change={(duration) =>
            set({
              ...until,
              date: { ...until.date, offset: `${offset.before ? "-" : ""}${duration}` },
            })
          }
        />
      )}
      <TimeField
        label="At, on their clock"
        path="until.at"
        value={until.at ?? "09:00"}
        change={(at) => set({ ...until, at })}
      />
      <Dates spec={{ until }} />
      <Select
        label="When that is past already"
        path="until.passed"
        value={until.passed ?? "now"}
        options={[
          { value: "now", label: "Go on at once" },
          { value: "skip", label: "Pass over what was meant for it" },
        ]}
        change={(passed) =>
          document.edit((journey) => {
            const { passed: _, ...ways } = step.on ?? {};
            const target = mainTarget(step) ?? "";
            const on = passed === "skip" ? { ...ways, passed: target } : ways;
            const next = withKey(
              { ...step, until: { ...until, passed } },
              "on",
              Object.keys(on).length > 0 ? on : undefined,
            );
            return replaced(journey, id, next).journey;
          })
        }
      />
    </>
  );
}
