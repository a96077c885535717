/** The words of a message: a personal mail, a designed one, or one in the product. */

import { useState } from "react";
import {
  type DesignedMail,
  type HtmlMail,
  type InAppMessage,
  isDesigned,
  isHtml,
  isInApp,
  type PersonalMail,
} from "@/definition/templates";
import type { Template } from "@/definition/types";
import { withKey } from "@/definition/without";
import { ColourField } from "@/parts/ColourField";
import { More } from "@/parts/Field";
import { Segmented, Toggle } from "@/parts/fields";
import { Within } from "@/parts/scope";
import { BlockList } from "./BlockList";
import { withItemsOf } from "./items";
import { Languages, textsIn, withTexts } from "./Languages";
import { designedAgain, isUntouched, type Left, leaving, onlyDesigned } from "./looks";
import { MergeText } from "./MergeText";
import { ChecklistItems, TourSteps } from "./ProductParts";
import { ProductShape } from "./ProductShape";

interface FormProps {
  template: Template;
  change: (template: Template) => void;
}

/** Its kind, which it has in all languages, and the words in one of them. */
export function MessageForm({
  template,
  change,
  language,
  choose,
  ofLibrary = false,
}: FormProps & {
  /** The one that is written; empty: the words as they stand. */
  language: string;
  choose: (language: string) => void;
  /** Whether it is the library's: there what a mail looks like is chosen once for all, and no step
   * says what is shown in the product. */
  ofLibrary?: boolean;
}) {
  const inApp = isInApp(template);
  return (
    <>
      {!isHtml(template) && !inApp && !ofLibrary && <Looks template={template} change={change} />}
      {inApp && ofLibrary && <ProductShape template={template} change={change} />}
      <Languages template={template} language={language} change={change} choose={choose} />
      {/* Another language is another text, with no cursor and no folds of the one before. */}
      <Within key={language} path={language && `locales.${language}`}>
        <Words
          template={textsIn(template, language) as Template}
          themed={language === ""}
          change={(texts) => change(withItemsOf(language, withTexts(template, language, texts)))}
        />
      </Within>
    </>
  );
}

function Looks({ template, change }: FormProps) {
  const [left, setLeft] = useState<Left | null>(null);
  const mail = template as unknown as PersonalMail | DesignedMail;
  const lost = left && !isDesigned(template) && isUntouched(mail as PersonalMail, left);
  const what = lost ? onlyDesigned(left.designed) : [];
  return (
    <Segmented
      label="How it looks"
      path="mode"
      value={isDesigned(template) ? "designed" : "personal"}
      options={[
        { value: "personal", label: "Personal, as if typed" },
        { value: "designed", label: "Designed, in blocks" },
      ]}
      hint={
        what.length > 0 &&
        `Left out, as a personal mail has none: ${LIST.format(what)}. Choose “Designed” before you change the text, and all is as it was.`
      }
      change={(mode) => {
        const next =
          mode === "designed"
            ? designedAgain(mail as PersonalMail, left)
            : leaving(mail as DesignedMail);
        if ("personal" in next) setLeft(next);
        change(("personal" in next ? next.personal : next) as unknown as Template);
      }}
    />
  );
}

const LIST = new Intl.ListFormat("en-GB");

/** `themed`: whether its colours are chosen here. */
function Words({ template, change, themed }: FormProps & { themed: boolean }) {
  const set = (now: object) => change(now as Template);
  if (isHtml(template)) return <Html mail={template as unknown as HtmlMail} set={set} />;
  if (isInApp(template)) return <InApp message={template as unknown as InAppMessage} set={set} />;
  const designed = isDesigned(template);
  const mail = template as unknown as PersonalMail | DesignedMail;
  return (
    <>
      <MergeText
        label="Subject"
        path="subject"
        value={mail.subject}
        change={(subject) => set({ ...mail, subject })}
        first
      />
      {designed ? (
        <BlockList
          label="Blocks"
          blocks={(mail as DesignedMail).blocks}
          change={(blocks) => set({ ...mail, blocks })}
        />
      ) : (
        <MergeText
          label="Text"
          path="body"
          markdown
          lines={12}
          value={(mail as PersonalMail).body}
          change={(body) => set({ ...mail, body })}
        />
      )}
      <More
        label={designed && themed ? "Preview line, colours" : "Preview line"}
        open={mail.preheader !== undefined}
      >
        <MergeText
          label="What an inbox shows beside the subject"
          path="preheader"
          value={mail.preheader ?? ""}
          change={(line) => set(withKey(mail, "preheader", line || undefined))}
          hint="Empty: how the mail begins."
        />
        {designed && themed && <Colours mail={mail as DesignedMail} set={set} />}
      </More>
    </>
  );
}

function Html({ mail, set }: { mail: HtmlMail; set: (mail: HtmlMail) => void }) {
  return (
    <>
      <MergeText
        label="Subject"
        path="subject"
        value={mail.subject}
        change={(subject) => set({ ...mail, subject })}
        first
      />
      <MergeText
        label="HTML"
        path="html"
        lines={16}
        value={mail.html}
        change={(html) => set({ ...mail, html })}
        hint="What runs, loads or asks is taken out when it is sent."
      />
      <MergeText
        label="Plain text"
        path="text"
        lines={4}
        value={mail.text ?? ""}
        change={(text) => set(withKey(mail, "text", text || undefined))}
        hint="Empty: what the HTML says."
      />
    </>
  );
}

function Colours({ mail, set }: { mail: DesignedMail; set: (mail: DesignedMail) => void }) {
  const theme = mail.theme ?? {};
  const change = (next: typeof theme) =>
    set(withKey(mail, "theme", Object.keys(next).length > 0 ? next : undefined));
  return (
    <>
      <ColourField
        label="Colour of buttons and links"
        path="theme.accent"
        first="#0b6b58"
        value={theme.accent}
        change={(accent) => change(withKey(theme, "accent", accent))}
      />
      <ColourField
        label="Colour around the sheet"
        path="theme.background"
        first="#f6f6f3"
        value={theme.background}
        change={(colour) => change(withKey(theme, "background", colour))}
      />
    </>
  );
}

function InApp({ message, set }: { message: InAppMessage; set: (message: InAppMessage) => void }) {
  const { action } = message;
  return (
    <>
      <MergeText
        label="Title"
        path="title"
        value={message.title}
        change={(title) => set({ ...message, title })}
        first
      />
      <MergeText
        label="Text"
        path="body"
        markdown
        lines={5}
        value={message.body}
        change={(body) => set({ ...message, body })}
      />
      {message.steps && (
        <TourSteps steps={message.steps} change={(steps) => set({ ...message, steps })} />
      )}
      {message.items && (
        <ChecklistItems items={message.items} change={(items) => set({ ...message, items })} />
      )}
      <Toggle
        label="With a button"
        value={action !== undefined}
        change={(on) => set(withKey(message, "action", on ? { label: "", url: "" } : undefined))}
      />
      {action && (
        <>
          <MergeText
            label="What the button says"
            path="action.label"
            value={action.label}
            change={(label) => set({ ...message, action: { ...action, label } })}
          />
          <MergeText
            label="Where it leads"
            path="action.url"
            address
            value={action.url}
            change={(url) => set({ ...message, action: { ...action, url } })}
          />
        </>
      )}
    </>
  );
}
