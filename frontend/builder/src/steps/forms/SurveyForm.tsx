import type { SurveyStep } from "@/definition/types";
import { withKey } from "@/definition/without";
import { withChannel, withQuestion } from "@/model/edits/surveys";
import { Combobox } from "@/parts/Combobox";
import { Segmented, Toggle } from "@/parts/fields";
import { type OutletLine, OutletToggles } from "@/parts/OutletToggles";
import { DurationField } from "@/times/DurationField";
import { LimitField } from "@/times/LimitField";
import type { FormProps } from "../kind";
import { RecipientFields } from "./RecipientFields";
import {
  FAULTS,
  headingOf,
  offersOf,
  TemplateField,
  TouchMore,
  useLibrary,
  Weekends,
} from "./touch";

const ANSWERS: Readonly<Record<SurveyStep["kind"], readonly OutletLine[]>> = {
  nps: [
    { outlet: "promoter", label: "for promoters (9 or 10)" },
    { outlet: "passive", label: "for passives (7 or 8)" },
    { outlet: "detractor", label: "for detractors (0 to 6)" },
  ],
  csat: [
    { outlet: "satisfied", label: "for the satisfied (4 or 5)" },
    { outlet: "neutral", label: "for the neutral (3)" },
    { outlet: "dissatisfied", label: "for the dissatisfied (1 or 2)" },
  ],
};

export function SurveyForm(props: FormProps<SurveyStep>) {
  const touch = props as unknown as Parameters<typeof TemplateField>[0];
  const { id, step, change, edit } = props;
  return (
    <>
      <Segmented
        label="Question"
        path="kind"
        value={step.kind}
        options={[
          { value: "nps", label: "NPS, 0 to 10" },
          { value: "csat", label: "CSAT, 1 to 5" },
        ]}
        change={(kind) => change(withQuestion(step, kind))}
      />
      <Segmented
        label="Asked"
        path="channel"
        value={step.channel ?? "email"}
        options={[
          { value: "email", label: "By mail" },
          { value: "in_app", label: "In the product" },
        ]}
        change={(channel) => edit((now) => withChannel(now, id, channel))}
      />
      <TemplateField {...touch} />
      <RecipientFields {...touch} />
      <Weekends {...touch} />
      <LimitField
        label="Wait for an answer, at most"
        path="at_most"
        value={step.at_most}
        change={(limit) => change({ ...step, at_most: limit })}
      />
      <ReminderFields {...props} />
      <OutletToggles
        id={id}
        step={step}
        outlets={[
          ...ANSWERS[step.kind],
          { outlet: "no_answer", label: "if nobody answers" },
          ...FAULTS,
        ]}
      />
      <TouchMore {...touch} />
    </>
  );
}

/** Whether, when and with which text they are asked once more. */
function ReminderFields({ step, journey, change }: FormProps<SurveyStep>) {
  const { remind } = step;
  const heading = headingOf(step);
  const library = useLibrary(heading);
  const own = { value: "", label: "The survey’s own text, once more" };
  return (
    <>
      <Toggle
        label="Remind whoever has not answered, once"
        value={remind !== undefined}
        change={(on) => change(withKey(step, "remind", on ? { after: "3d" } : undefined))}
      />
      {remind && (
        <>
          <DurationField
            label="Remind them after"
            path="remind.after"
            value={remind.after}
            change={(after) => change({ ...step, remind: { ...remind, after } })}
          />
          <Combobox
            label="Text of the reminder"
            path="remind.template"
            icon="note"
            value={remind.template ?? ""}
            offers={[own, ...offersOf(step, journey, library.length > 0), ...library]}
            change={(key) =>
              change({ ...step, remind: withKey(remind, "template", key || undefined) })
            }
          />
        </>
      )}
    </>
  );
}
