/** Writing a message of the journey, beside what comes of it. */

import { useMemo, useState } from "react";
import type { Asked } from "@/api/messages";
import { sendingOf } from "@/api/messages";
import { useBuilder, useJourney } from "@/app/context";
import { nameFrom } from "@/definition/ids";
import { languagesOf } from "@/definition/templates";
import type { Journey, Template } from "@/definition/types";
import { Dialog } from "@/dialogs/Dialog";
import { senderOf, textRefusal, withoutText, withTextRenamed } from "@/model/edits/texts";
import { valueAt as stands } from "@/model/places";
import type { Problem } from "@/model/problem";
import { typed } from "@/panels/FormPanel";
import { Button } from "@/parts/buttons";
import { More } from "@/parts/Field";
import { Findings } from "@/parts/Findings";
import { NameField } from "@/parts/fields";
import { SamplePicker } from "@/parts/SamplePicker";
import { ScopeProvider } from "@/parts/scope";
import { nameInWords, stepTitle } from "@/sentences/words";
import { useStored } from "@/state/store";
import { ForWhom } from "./fields";
import { useGoingBack } from "./goingBack";
import { MessageForm } from "./MessageForm";
import { inksOf, PreviewPane, usePreview } from "./PreviewPane";

export default function MessageEditor({ name }: { name: string }) {
  const { document: edited, writing, sample, findings, readOnly } = useBuilder();
  useGoingBack(name);
  const journey = useJourney();
  const customer = useStored(sample, (state) => state);
  const template = journey.templates?.[name];
  const [chosen, setLanguage] = useState("");
  const written = template ? languagesOf(template) : [];
  const language = written.includes(chosen) ? chosen : "";
  const step = useMemo(() => senderOf(journey, name), [journey, name]);
  const asked: Asked = {
    template: template ?? null,
    sending: sendingOf(step),
    sample: customer,
    ...(written.length > 0 ? { language } : {}),
    journey: { key: journey.journey, name: journey.name || journey.journey },
  };
  const { shown, failed, problems, of } = usePreview(asked);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const all = useStored(findings, (state) => state);
  const said = useMemo(
    () => [
      ...problems.filter((each) => !isToBeWritten(each, template, of, left)),
      // What some customers lack is said of the step that sends it.
      ...all.filter(
        ({ code, path }) =>
          code === "needs_variables" &&
          stands(journey, path.replace(/missing$/, "template")) === name,
      ),
    ],
    [problems, template, of, left, all, journey, name],
  );
  const change = (now: Template) =>
    edited.edit(
      (before) => ({ ...before, templates: { ...before.templates, [name]: now } }),
      typed(`template ${name}`),
    );
  return (
    <ScopeProvider base="" problems={said} readOnly={readOnly} field={null} led={null}>
      <Dialog
        title={`Message: ${titleOf(journey, name)}`}
        full
        close={writing.close}
        foot={
          <>
            {/* Where it moves nothing that one is writing in. */}
            <div className="b-writing-said">
              <Findings />
            </div>
            <Button tone="main" act={writing.close}>
              Done
            </Button>
          </>
        }
      >
        {template ? (
          <div className="b-writing" style={inksOf(shown)}>
            {/* biome-ignore lint/a11y/noStaticElementInteractions: it only hears what its fields say */}
            <div
              className="b-form"
              onBlur={({ target, relatedTarget }) => {
                const field = target.closest<HTMLElement>("[data-path]");
                const path = field?.dataset.path;
                if (path && !field.contains(relatedTarget))
                  setLeft((now) => new Set(now).add(path));
              }}
            >
              <ForWhom value={asked.sending.to ?? "primary"}>
                <MessageForm
                  template={template}
                  change={change}
                  language={language}
                  choose={setLanguage}
                />
              </ForWhom>
              <More label="For files and the API">
                <IdField name={name} />
              </More>
              {!step && !readOnly && <Unused name={name} />}
            </div>
            <div>
              <SamplePicker label="Shown for" />
              <PreviewPane asked={asked} shown={shown} failed={failed} />
            </div>
          </div>
        ) : (
          <p>This text is gone. Close this, and choose another.</p>
        )}
      </Dialog>
    </ScopeProvider>
  );
}

/** Whether it says no more than that a field is empty in which nobody has been yet, or that is filled
 * since: `of` is the text it was found in. */
function isToBeWritten(
  { path, severity }: Problem,
  template: Template | undefined,
  of: unknown,
  left: ReadonlySet<string>,
): boolean {
  if (severity !== "blocking") return false;
  const at = path.split(".");
  if (valueAt(template, at) !== "") return valueAt(of, at) === "";
  return ![...left].some((field) => `${path}.`.startsWith(`${field}.`));
}

const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce((part, key) => (part as Record<string, unknown> | undefined)?.[key], value);

/** What the step is called whose message it is, but by what is being written; otherwise what the text
 * is. */
function titleOf(journey: Journey, name: string): string {
  const own = Object.entries(journey.steps).find(
    ([, step]) => "template" in step && step.template === name,
  );
  if (!own) return nameInWords(name);
  return own[1].name || stepTitle({ ...journey, steps: {} }, own[0]);
}

/** What the text is called in the definition; every step that uses it follows. */
function IdField({ name }: { name: string }) {
  const { document: edited, writing } = useBuilder();
  const journey = useJourney();
  return (
    <NameField
      label="Id, for files and the API"
      path="id"
      mono
      value={name}
      shape={nameFrom}
      refuse={(wanted) => textRefusal(journey, name, wanted)}
      change={(wanted) => {
        edited.edit((now) => withTextRenamed(now, name, wanted));
        writing.open(wanted);
      }}
    />
  );
}

/** A text that no step uses can go. */
function Unused({ name }: { name: string }) {
  const { document: edited, writing } = useBuilder();
  return (
    <div className="b-form-acts">
      <p className="b-hint">No step sends this text.</p>
      <Button
        icon="trash"
        tone="bad"
        act={() => {
          edited.edit((now) => withoutText(now, name));
          writing.close();
        }}
      >
        Remove it
      </Button>
    </div>
  );
}
