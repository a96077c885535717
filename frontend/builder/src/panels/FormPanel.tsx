/** The form of what is chosen: a step, several, or the journey itself. */

import { useDeferredValue, useLayoutEffect, useMemo } from "react";
import { useBuilder, useJourney } from "@/app/context";
import { nameFrom } from "@/definition/ids";
import { ENTRY } from "@/definition/links";
import type { Step, StepId, StepTypeName } from "@/definition/types";
import { withKey } from "@/definition/without";
import { refusal, renamed } from "@/model/edits/rename";
import { More } from "@/parts/Field";
import { Findings } from "@/parts/Findings";
import { NameField, Text } from "@/parts/fields";
import { Icon } from "@/parts/Icon";
import { SamplePicker } from "@/parts/SamplePicker";
import { ScopeProvider } from "@/parts/scope";
import { TitleField } from "@/parts/TitleField";
import { stepTitle } from "@/sentences/words";
import { useStored } from "@/state/store";
import { kindOf } from "@/steps";
import type { FormProps, Kind } from "@/steps/kind";
import { JourneyForm } from "./JourneyForm";
import { SeveralForm } from "./SeveralForm";
import { StepActs } from "./StepActs";

export function FormPanel() {
  const { selection } = useBuilder();
  const chosen = useStored(selection, (state) => state);
  // The canvas first: a form is made once the edit is on the screen. What is gone has none.
  const before = useDeferredValue(chosen);
  const there = useJourney(({ steps }) => Object.hasOwn(steps, before.focus ?? ""));
  const { focus, steps, visit } = there || !before.focus ? before : chosen;
  // Another form is read from its name on; whoever is led to a field of it comes there afterwards.
  // biome-ignore lint/correctness/useExhaustiveDependencies: for each form
  useLayoutEffect(() => {
    const panel = window.document.querySelector(".b-panel");
    if (panel) panel.scrollTop = 0;
  }, [visit]);
  const known = useJourney((journey) => focus !== null && Object.hasOwn(journey.steps, focus));
  if (steps.size > 1) return <SeveralForm />;
  if (focus === null || focus === ENTRY || !known) return <JourneyForm />;
  return <StepForm key={visit} id={focus} />;
}

function StepForm({ id }: { id: StepId }) {
  const builder = useBuilder();
  const { document: edited, selection, findings, readOnly } = builder;
  const journey = useJourney();
  const led = useStored(selection, (state) => state);
  const all = useStored(findings, (state) => state);
  const problems = useMemo(() => all.filter((problem) => problem.step === id), [all, id]);
  const step = journey.steps[id];
  if (!step) return null;
  const kind = kindOf(step) as unknown as Kind<StepTypeName>;
  const change = (now: Step, group?: string) =>
    edited.edit(
      (before) => ({ ...before, steps: { ...before.steps, [id]: now } }),
      group ? `${id} ${group}` : typed(id),
    );
  const props: FormProps<Step> = {
    id,
    step,
    journey,
    readOnly,
    problems,
    change,
    edit: (edit, group) => edited.edit(edit, group ?? typed(id)),
  };
  const Form = kind.Form as unknown as React.ComponentType<FormProps<Step>>;
  return (
    <ScopeProvider
      base={`steps.${id}`}
      problems={problems}
      readOnly={readOnly}
      field={led.field}
      led={led}
    >
      <div className={led.fresh ? "b-form b-form-fresh" : "b-form"} data-form={id}>
        <header className="b-form-head">
          <span className={`b-step-icon b-step-${kind.group}`}>
            <Icon name={kind.icon} />
          </span>
          <div>
            <p className="b-form-kind">{kind.name}</p>
            <TitleField
              label="Name of the step"
              value={step.name ?? ""}
              placeholder={stepTitle(
                { ...journey, steps: { [id]: withKey(step, "name", undefined) } },
                id,
              )}
              change={(name) => change(withKey(step, "name", name || undefined))}
            />
          </div>
        </header>
        <Findings />
        <Form {...props} />
        <More label="Note and id" open={step.note !== undefined}>
          <Text
            label="Note for colleagues"
            path="note"
            lines={2}
            value={step.note ?? ""}
            change={(note) => change(withKey(step, "note", note || undefined))}
          />
          <IdField id={id} />
        </More>
        <SamplePicker />
        {!readOnly && <StepActs id={id} />}
      </div>
    </ScopeProvider>
  );
}

/** What is typed in one field belongs together; a click stands for itself. */
export function typed(about: string): string | undefined {
  const element = window.document.activeElement;
  return element?.matches("textarea, [role=textbox], input:not([type=checkbox], [type=radio])")
    ? `${about} ${element.id || element.getAttribute("aria-label")}`
    : undefined;
}

/** The id is renamed when the field is left, everywhere at once. */
function IdField({ id }: { id: StepId }) {
  const { document: edited, selection } = useBuilder();
  const journey = useJourney();
  return (
    <NameField
      label="Id, for files and the API"
      path="id"
      mono
      value={id}
      shape={nameFrom}
      refuse={(wanted) => refusal(journey, id, wanted)}
      change={(wanted) => {
        edited.edit((now) => renamed(now, id, wanted));
        selection.rename(id, wanted);
      }}
    />
  );
}
