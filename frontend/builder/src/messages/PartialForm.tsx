/** The words of a partial, which is written as a mail of nothing but a text. */

import type { PersonalMail } from "@/definition/templates";
import type { Template } from "@/definition/types";
import { Within } from "@/parts/scope";
import { Languages, textsIn, withTexts } from "./Languages";
import { MergeText } from "./MergeText";

export function PartialForm({
  template,
  change,
  language,
  choose,
}: {
  template: Template;
  change: (template: Template) => void;
  /** The one that is written; empty: the words as they stand. */
  language: string;
  choose: (language: string) => void;
}) {
  const mail = textsIn(template, language) as unknown as PersonalMail;
  return (
    <>
      <Languages template={template} language={language} change={change} choose={choose} />
      <Within key={language} path={language && `locales.${language}`}>
        <MergeText
          label="Text"
          path="body"
          markdown
          lines={8}
          value={mail.body}
          change={(body) =>
            change(withTexts(template, language, { ...mail, body } as unknown as Template))
          }
        />
      </Within>
    </>
  );
}
