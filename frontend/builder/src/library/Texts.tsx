/** What a template of the library says: the message editor by itself, outside of any journey. */

import { useMemo, useState } from "react";
import { createPortal } from "react-dom";
import { clientFor } from "@/api/client";
import type { Asked } from "@/api/messages";
import { vocabulary } from "@/api/vocabulary";
import type { Builder } from "@/app/builder";
import { BuilderProvider } from "@/app/context";
import { languagesOf } from "@/definition/templates";
import type { Journey, Template } from "@/definition/types";
import { MessageForm } from "@/messages/MessageForm";
import { PartialForm } from "@/messages/PartialForm";
import { inksOf, PreviewPane, usePreview } from "@/messages/PreviewPane";
import { Findings } from "@/parts/Findings";
import { SamplePicker } from "@/parts/SamplePicker";
import { ScopeProvider } from "@/parts/scope";
import { questionOf } from "@/state/asked";
import { documentOf } from "@/state/document";
import { sampleOf } from "@/state/sample";
import { useStored } from "@/state/store";
import { asMail, asPartial, formatOf, type LibraryKind, type Partial } from "./kinds";

export interface TextsProps {
  kind: LibraryKind;
  csrf: string;
  /** The reader's mail address. */
  reader: string;
  first: Template | Partial;
  changed: (now: Template | Partial) => void;
  /** Where on the page it is shown how it reads. */
  beside: Element;
}

const NO_JOURNEY = { name: "This journey", steps: {} } as unknown as Journey;

/** Of the builder, the forms of messages use no more than this. */
function builderFor(csrf: string, reader: string): Builder {
  const client = clientFor(csrf);
  return {
    client,
    page: { reader },
    readOnly: false,
    document: documentOf(NO_JOURNEY),
    sample: sampleOf("library", localStorage),
    vocabulary: questionOf(() => vocabulary(client)),
  } as unknown as Builder;
}

export function Texts({ csrf, reader, ...props }: TextsProps) {
  const builder = useMemo(() => builderFor(csrf, reader), [csrf, reader]);
  return (
    <BuilderProvider builder={builder}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Enter in a line is no wish to send the page's form */}
      <div
        onKeyDown={(event) => {
          if (event.key === "Enter" && event.target instanceof HTMLInputElement)
            event.preventDefault();
        }}
      >
        <Editor {...props} sample={builder.sample} />
      </div>
    </BuilderProvider>
  );
}

function Editor({
  kind,
  first,
  changed,
  beside,
  sample,
}: Omit<TextsProps, "csrf" | "reader"> & { sample: Builder["sample"] }) {
  const piece = kind === "partial";
  const [template, setTemplate] = useState(() =>
    piece ? asMail(first as Partial) : (first as Template),
  );
  const [chosen, setLanguage] = useState("");
  const customer = useStored(sample, (state) => state);
  const written = languagesOf(template);
  const language = written.includes(chosen) ? chosen : "";
  const asked: Asked = {
    template,
    sending: kind === "in_app" ? { kind: "in_app", format: formatOf(template) } : { kind: "email" },
    sample: customer,
    ...(written.length > 0 ? { language } : {}),
    journey: { key: "library", name: "A journey" },
  };
  const previewed = usePreview(asked);
  const change = (now: Template) => {
    setTemplate(now);
    changed(piece ? asPartial(now) : now);
  };
  const form = { template, change, language, choose: setLanguage };
  return (
    <ScopeProvider base="" problems={previewed.problems} readOnly={false} field={null} led={null}>
      <div className="b-form" style={inksOf(previewed.shown)}>
        <Findings />
        {piece ? <PartialForm {...form} /> : <MessageForm {...form} ofLibrary />}
      </div>
      {createPortal(
        <>
          <SamplePicker label="Shown for" />
          <PreviewPane
            asked={asked}
            shown={previewed.shown}
            failed={previewed.failed}
            piece={piece}
          />
        </>,
        beside,
      )}
    </ScopeProvider>
  );
}
