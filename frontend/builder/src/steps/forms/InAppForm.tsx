import { FIRST_PARTS, isInApp } from "@/definition/templates";
import type { InAppFormat, InAppStep, Journey, Place, StepId } from "@/definition/types";
import { withKey } from "@/definition/without";
import { PlaceFields } from "@/messages/PlaceFields";
import { More } from "@/parts/Field";
import { Segmented, Select, Toggle } from "@/parts/fields";
import { OutletToggles } from "@/parts/OutletToggles";
import { DurationField } from "@/times/DurationField";
import type { FormProps } from "../kind";
import { RecipientFields } from "./RecipientFields";
import { FAULTS, TemplateField, TouchMore } from "./touch";

const FORMATS: readonly { value: InAppFormat; label: string }[] = [
  { value: "feed", label: "Feed" },
  { value: "banner", label: "Banner" },
  { value: "modal", label: "Window" },
  { value: "tooltip", label: "Tooltip" },
  { value: "tour", label: "Tour" },
  { value: "checklist", label: "Checklist" },
];

export function InAppForm(props: FormProps<InAppStep>) {
  const touch = props as unknown as Parameters<typeof TemplateField>[0];
  const { id, step, change, edit } = props;
  const format = step.format ?? "feed";
  const place = (target: Place | undefined) => change(withKey(step, "target", target));
  return (
    <>
      <TemplateField {...touch} />
      <Select
        label="Shown as"
        path="format"
        value={format}
        options={FORMATS}
        hint={
          format === "feed" ? "An entry in the list that your product’s bell opens." : undefined
        }
        change={(chosen) => edit((now) => withFormat(now, id, chosen))}
      />
      <PlaceFields
        place={step.target}
        change={place}
        pointing={format === "tooltip" || step.target?.selector != null}
      />
      <RecipientFields {...touch} />
      <More label="How often, how long, how urgent" open={hasLimits(step)}>
        {format !== "feed" && (
          <Segmented
            label="Shown"
            path="frequency"
            value={step.frequency ?? "until_dismissed"}
            options={[
              { value: "once", label: "Once" },
              { value: "until_dismissed", label: "Until put away" },
              { value: "every_session", label: "Every visit" },
            ]}
            change={(now) =>
              change(withKey(step, "frequency", now === "until_dismissed" ? undefined : now))
            }
          />
        )}
        <Toggle
          label="Ends by itself"
          value={step.expires !== undefined}
          change={(on) => change(withKey(step, "expires", on ? "14d" : undefined))}
        />
        {step.expires !== undefined && (
          <DurationField
            label="After"
            path="expires"
            value={step.expires}
            change={(expires) => change({ ...step, expires })}
          />
        )}
        <Segmented
          label="Priority"
          path="priority"
          value={step.priority ?? "normal"}
          options={[
            { value: "low", label: "Low" },
            { value: "normal", label: "Normal" },
            { value: "high", label: "High" },
          ]}
          change={(now) => change(withKey(step, "priority", now === "normal" ? undefined : now))}
        />
        {format !== "feed" && (
          <Toggle
            label="Its reader can put it away"
            path="dismissible"
            value={step.dismissible ?? true}
            change={(on) => change(withKey(step, "dismissible", on ? undefined : false))}
          />
        )}
      </More>
      <OutletToggles id={id} step={step} outlets={FAULTS} />
      <TouchMore {...touch} />
    </>
  );
}

const hasLimits = ({ frequency, expires, priority, dismissible }: InAppStep): boolean =>
  [frequency, expires, priority, dismissible].some((each) => each !== undefined);

/** In another format, with the first of what that shows where its template has none. */
export function withFormat(journey: Journey, id: StepId, format: InAppFormat): Journey {
  const step = journey.steps[id] as InAppStep;
  const next = withKey(step, "format", format === "feed" ? undefined : format);
  const template = journey.templates?.[step.template];
  const part = ({ tour: "steps", checklist: "items" } as const)[format as string];
  const fresh =
    part && template && isInApp(template) && template[part] === undefined
      ? { ...template, [part]: FIRST_PARTS[part] }
      : template;
  return {
    ...journey,
    ...(fresh && fresh !== template
      ? { templates: { ...journey.templates, [step.template]: fresh } }
      : {}),
    steps: { ...journey.steps, [id]: next },
  };
}
