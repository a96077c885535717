import { useBuilder } from "@/app/context";
import { ConditionField } from "@/conditions/ConditionField";
import { Where } from "@/conditions/EventFields";
import type { UntilDate, UntilEvent, UntilTime, WaitStep } from "@/definition/types";
import { withKey } from "@/definition/without";
import {
  type WaitForm as Form,
  formOf,
  inForm,
  laterDay,
  withLimit,
  withPassed,
} from "@/model/edits/waiting";
import { Combobox } from "@/parts/Combobox";
import { Select, Toggle } from "@/parts/fields";
import { useEvents } from "@/parts/offers";
import { RolesField } from "@/parts/RolesField";
import { useKept } from "@/parts/useKept";
import { Dates } from "@/times/Dates";
import { DayFields } from "@/times/DayFields";
import { DaysField } from "@/times/DaysField";
import { DurationField } from "@/times/DurationField";
import { LimitField } from "@/times/LimitField";
import { MovingDateFields } from "@/times/MovingDateFields";
import { TimeField } from "@/times/TimeField";
import type { FormProps } from "../kind";
import { useReplace } from "./useReplace";

const FORMS: readonly { value: Form; label: string }[] = [
  { value: "for", label: "For a while" },
  { value: "event", label: "Until something happens" },
  { value: "condition", label: "Until a condition is met" },
  { value: "day", label: "Until a day of the journey" },
  { value: "date", label: "Until a date of theirs" },
  { value: "time", label: "Until a time of day" },
];

export function WaitForm(props: FormProps<WaitStep>) {
  const { id, step, journey } = props;
  const replace = useReplace(id);
  const form = formOf(step);
  const kept = useKept(form, step);
  return (
    <>
      <Select
        label="Wait"
        path="until"
        value={form}
        options={FORMS}
        change={(to) =>
          replace(inForm(step, to, kept[to], journey.steps, laterDay(journey, id, id)))
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
        <Dates spec={{ until }} />
      </>
    );
  if ("time" in until) return <TimeOfDay {...props} until={until} />;
  if ("date" in until) return <DateUntil {...props} until={until} />;
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
      <AtMost {...props} never="it is never met" />
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
        path="until.days"
        value={until.days ?? "mon-sun"}
        change={(days) => change({ ...step, until: { ...until, days } })}
      />
      <Dates spec={{ until }} />
    </>
  );
}

function EventUntil(props: FormProps<WaitStep> & { until: UntilEvent }) {
  const { id, step, change, until } = props;
  const { selection } = useBuilder();
  const { event, where } = until;
  return (
    <>
      <Combobox
        label="Event"
        path="until.event"
        free="offered"
        icon="bolt"
        placeholder="Such as Project Created"
        value={until.event}
        offers={useEvents()}
        change={(event) => change({ ...step, until: { ...until, event } })}
      />
      <p className="b-hint">
        Counts from when they come to this step.{" "}
        {event && !until.by && !until.roles && !props.readOnly && (
          <button
            type="button"
            className="b-link"
            onClick={() => {
              const when = { event, ...(where && { where }), within: "ever" as const };
              change({ ...step, until: { when } });
              selection.choose(id, "until");
            }}
          >
            Count what they did before, too
          </button>
        )}
      </p>
      <Where
        event={event}
        where={where}
        standing="where"
        path="until.where"
        change={(where) => change({ ...step, until: withKey(until, "where", where) })}
      />
      {(props.journey.subject !== "contact" || until.by || until.roles) && <ByWhom {...props} />}
      <AtMost {...props} never="it never happens" />
    </>
  );
}

/** Which of an account’s contacts has to do it. */
function ByWhom({ step, change, until }: FormProps<WaitStep> & { until: UntilEvent }) {
  return (
    <>
      <Select
        label="Done by"
        path="until.by"
        value={until.by ?? "any"}
        options={[
          { value: "any", label: "Anybody at the account" },
          { value: "all", label: "Everybody who is there" },
        ]}
        change={(by) =>
          change({ ...step, until: withKey(until, "by", by === "all" ? "all" : undefined) })
        }
      />
      <Toggle
        label="Only contacts in some roles count"
        value={until.roles !== undefined}
        change={(on) => change({ ...step, until: withKey(until, "roles", on ? [] : undefined) })}
      />
      {until.roles && (
        <RolesField
          label="Roles that count"
          path="until.roles"
          value={until.roles}
          change={(roles) => change({ ...step, until: { ...until, roles } })}
        />
      )}
    </>
  );
}

/** How long something is waited for, and with it the way for those for whom it does not come. */
function AtMost({ id, step, change, never }: FormProps<WaitStep> & { never: string }) {
  const replace = useReplace(id);
  return (
    <div className="b-form-part">
      <Toggle
        label="Wait only so long"
        value={step.at_most !== undefined}
        hint={step.at_most === undefined && `Customers for whom ${never} wait for ever.`}
        change={(on) => replace(withLimit(step, on ? "7d" : undefined))}
      />
      {step.at_most !== undefined && (
        <LimitField
          label="At the latest"
          path="at_most"
          value={step.at_most}
          change={(limit) => change({ ...step, at_most: limit }, "at_most")}
        />
      )}
    </div>
  );
}

function DateUntil(props: FormProps<WaitStep> & { until: UntilDate }) {
  const { id, step, change, until } = props;
  const replace = useReplace(id);
  return (
    <>
      <MovingDateFields
        path="until"
        value={until}
        hint="When the date moves, the wait moves with it."
        change={(next) => change({ ...step, until: next }, "until")}
      />
      <Select
        label="When that is past already"
        path="until.passed"
        value={until.passed ?? "now"}
        options={[
          { value: "now", label: "Go on at once" },
          { value: "skip", label: "Go another way" },
        ]}
        change={(passed) => replace(withPassed(step, passed))}
      />
      <AtMost {...props} never="nobody knows the date" />
    </>
  );
}
