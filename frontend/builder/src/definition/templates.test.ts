import { expect, test } from "vitest";
import { asDesigned, asPersonal, type PersonalMail } from "./templates";

test.each([null, { de: null }])(
  "a mail with languages that hold nothing, %j, gets a layout and loses it",
  (locales) => {
    /** How it broke: where “locales:” was written and nothing below it, the choice did nothing. */
    const mail = { subject: "Hello", body: "Hello.", locales } as unknown as PersonalMail;
    expect(asDesigned(mail)).toMatchObject({ blocks: [{ markdown: "Hello." }], locales });
    expect(asPersonal(asDesigned(mail))).toEqual(mail);
  },
);
