/** Writing a message of the journey, beside what comes of it. */

import { useMemo } from "react";
import type { Asked } from "@/api/messages";
import { sendingOf } from "@/api/messages";
import { useBuilder, useJourney } from "@/app/context";
import type { Template } from "@/definition/types";
import { Dialog } from "@/dialogs/Dialog";
import { Findings, typed } from "@/panels/FormPanel";
import { SamplePicker } from "@/parts/SamplePicker";
import { ScopeProvider } from "@/parts/scope";
import { nameInWords } from "@/sentences/words";
import { useStored } from "@/state/store";
import { MessageForm } from "./MessageForm";
import { PreviewPane, usePreview } from "./PreviewPane";

export default function MessageEditor({ name }: { name: string }) {
  const { document: edited, writing, sample, readOnly } = useBuilder();
  const journey = useJourney();
  const customer = useStored(sample, (state) => state);
  const template = journey.templates?.[name];
  const step = useMemo(
    () => Object.values(journey.steps).find((each) => "template" in each && each.template === name),
    [journey.steps, name],
  );
  const asked: Asked = {
    template: template ?? null,
    sending: sendingOf(step),
    sample: customer,
    journey: { key: journey.journey, name: journey.name || journey.journey },
  };
  const { shown, failed } = usePreview(asked);
  const problems = useMemo(
    () =>
      (shown?.problems ?? []).map((problem) => ({
        ...problem,
        step: problem.step ?? null,
        hint: problem.hint ?? null,
        path: problem.path ?? "",
      })),
    [shown],
  );
  const change = (now: Template) =>
    edited.edit(
      (before) => ({ ...before, templates: { ...before.templates, [name]: now } }),
      typed(`template ${name}`),
    );
  return (
    <Dialog title={`Message: ${nameInWords(name)}`} full close={writing.close}>
      {template ? (
        <div className="b-writing">
          <ScopeProvider base="" problems={problems} readOnly={readOnly} field={null} led={null}>
            <div className="b-form">
              <Findings />
              <MessageForm template={template} change={change} />
            </div>
            <div>
              <SamplePicker label="Shown for" />
              <PreviewPane asked={asked} shown={shown} failed={failed} />
            </div>
          </ScopeProvider>
        </div>
      ) : (
        <p>This text is gone. Close this, and choose another.</p>
      )}
    </Dialog>
  );
}
