import type { SurveyStep } from "@/definition/types";
import { withChannel, withQuestion } from "@/model/edits/surveys";
import { Segmented } from "@/parts/fields";
import { type OutletLine, OutletToggles } from "@/parts/OutletToggles";
import { LimitField } from "@/times/LimitField";
import type { FormProps } from "../kind";
import { FAULTS, RecipientFields, TemplateField, TouchMore } from "./touch";

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
      <LimitField
        label="Wait for an answer, at most"
        path="at_most"
        value={step.at_most}
        change={(limit) => change({ ...step, at_most: limit })}
      />
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
