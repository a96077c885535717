/** The languages a message is written in: which of them one writes, one more, or one less. */

import { languagesOf } from "@/definition/templates";
import type { Template } from "@/definition/types";
import { withKey } from "@/definition/without";
import { Button } from "@/parts/buttons";
import { Combobox } from "@/parts/Combobox";
import { More } from "@/parts/Field";
import { Segmented } from "@/parts/fields";
import { useScope } from "@/parts/scope";

const CODES = "ar cs da de en es fi fr he hi hu it ja ko nb nl pl pt-BR pt ro sv tr uk zh".split(
  " ",
);
/** As the server takes them: `de`, `de-AT`, `zh-Hant`. */
const LANGUAGE = /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$/;
const names = new Intl.DisplayNames("en", { type: "language" });

export const languageInWords = (code: string): string => names.of(code) ?? code;

type Texts = Omit<Template, "locales">;

/** The texts in a language; those as they stand where it is empty. */
export function textsIn(template: Template, language: string): Texts {
  return (localesOf(template)[language] as Template | undefined) ?? template;
}

/** The template with the texts in that language. */
export function withTexts(template: Template, language: string, texts: Texts): Template {
  if (language === "" || !(language in localesOf(template))) return texts as Template;
  return { ...template, locales: { ...localesOf(template), [language]: texts } };
}

const localesOf = ({ locales }: Template): Record<string, unknown> =>
  locales != null && typeof locales === "object" ? (locales as Record<string, unknown>) : {};

/** What the texts as they stand say is what others begin with; their colours are those of all. */
function begun(template: Template): Texts {
  const { locales: _, theme: __, ...texts } = template;
  return texts;
}

export function Languages({
  template,
  language,
  change,
  choose,
}: {
  template: Template;
  /** The one that is written; empty: the texts as they stand. */
  language: string;
  change: (template: Template) => void;
  choose: (language: string) => void;
}) {
  const { readOnly } = useScope();
  const languages = languagesOf(template);
  const add = (typed: string) => {
    const code = spelt(typed);
    if (code === null) return;
    if (!languages.includes(code))
      change({ ...template, locales: { ...localesOf(template), [code]: begun(template) } });
    choose(code);
  };
  const remove = () => {
    const { [language]: _, ...others } = localesOf(template);
    choose("");
    change(withKey(template, "locales", Object.keys(others).length > 0 ? others : undefined));
  };
  return (
    <>
      {languages.length > 0 && (
        <Segmented
          label="Language"
          path="language"
          value={language}
          options={[
            { value: "", label: "Everybody else" },
            ...languages.map((code) => ({ value: code, label: languageInWords(code) })),
          ]}
          change={choose}
          hint="Each contact reads the nearest to their own."
        />
      )}
      {!readOnly && (
        <More label={languages.length > 0 ? "More languages" : "Write it in another language too"}>
          <Combobox
            label="Another language"
            path="another-language"
            placeholder="Choose a language"
            value=""
            offers={CODES.filter((code) => !languages.includes(code)).map((code) => ({
              value: code,
              label: languageInWords(code),
            }))}
            free={(typed) => {
              const code = spelt(typed);
              return code === null ? [] : [{ value: code, label: languageInWords(code) }];
            }}
            hint="It begins with the words as they stand, for you to translate. Of one country, type it as de-AT."
            change={add}
          />
          {language !== "" && (
            <Button icon="trash" tone="bad" act={remove}>
              Remove {languageInWords(language)}
            </Button>
          )}
        </More>
      )}
    </>
  );
}

/** `DE_at` as `de-AT`; null when it is no language. */
function spelt(typed: string): string | null {
  const [first = "", ...rest] = typed.trim().split(/[-_]/);
  const code = [
    first.toLowerCase(),
    ...rest.map((part) =>
      part.length === 4
        ? part.charAt(0).toUpperCase() + part.slice(1).toLowerCase()
        : part.toUpperCase(),
    ),
  ].join("-");
  return LANGUAGE.test(code) ? code : null;
}
