/** What a mail looks like, and the way back from how it looks now. Knows no screen. */

import {
  asDesigned,
  asPersonal,
  type Block,
  type DesignedMail,
  type PersonalMail,
} from "@/definition/templates";

/** With the words in other languages. */
type InAll<Mail> = Mail & { locales?: Record<string, Mail> };

/** A mail that was designed, and what was left of it. */
export interface Left {
  designed: InAll<DesignedMail>;
  personal: InAll<PersonalMail>;
}

export const leaving = (designed: InAll<DesignedMail>): Left => ({
  designed,
  personal: asPersonal(designed),
});

/** The blocks again as they were, where the words are still those; otherwise the words in one block. */
export function designedAgain(mail: InAll<PersonalMail>, left: Left | null): DesignedMail {
  const now: InAll<DesignedMail> = asDesigned(mail);
  if (!left || !isUntouched(mail, left)) return now;
  const { designed } = left;
  const { blocks, theme } = designed;
  const locales = Object.entries(now.locales ?? {}).map(([language, each]) => [
    language,
    { ...each, blocks: designed.locales?.[language]?.blocks ?? each.blocks },
  ]);
  return {
    ...now,
    blocks,
    ...(theme && { theme }),
    ...(now.locales && { locales: Object.fromEntries(locales) }),
  };
}

export const isUntouched = (mail: InAll<PersonalMail>, { personal }: Left): boolean =>
  bodiesOf(mail) === bodiesOf(personal);

const bodiesOf = ({ body, locales = {} }: InAll<PersonalMail>): string =>
  JSON.stringify([
    body,
    Object.keys(locales)
      .sort()
      .map((language) => [language, locales[language]?.body]),
  ]);

const NAMES: Readonly<Record<Block["type"], string>> = {
  heading: "",
  text: "",
  button: "",
  image: "pictures",
  list: "",
  quote: "",
  columns: "columns",
  divider: "",
  spacer: "",
};

/** What it has that no personal mail has, by what people call it. */
export function onlyDesigned(mail: InAll<DesignedMail>): string[] {
  const parts = [mail, ...Object.values(mail.locales ?? {})].flatMap(({ blocks }) =>
    blocks.flatMap((block) =>
      block.type === "columns" ? [block, ...block.columns.flat()] : [block],
    ),
  );
  const named = parts.map(({ type }) => NAMES[type]);
  return [
    ...new Set([
      ...named.filter((name) => name !== ""),
      ...(parts.some((part) => part.if !== undefined) ? ["what is only for some"] : []),
      ...(mail.theme ? ["colours"] : []),
    ]),
  ];
}
