import { expect, test } from "vitest";
import type { DesignedMail } from "@/definition/templates";
import { designedAgain, leaving, onlyDesigned } from "./looks";

const HEAD = { type: "heading", text: "Welcome", level: 1 } as const;
const MAIL: DesignedMail & { locales: Record<string, DesignedMail> } = {
  subject: "Hello",
  theme: { accent: "#123456" },
  blocks: [
    HEAD,
    { type: "divider" },
    { type: "columns", columns: [[{ type: "image", src: "https://a.b", alt: "" }], []] },
    { type: "text", markdown: "So", if: "account.plan" },
  ],
  locales: { de: { subject: "Hallo", blocks: [{ ...HEAD, text: "Willkommen" }] } },
};

test("a mail that was personal for a moment has its blocks again, in each language", () => {
  /** How it broke: a large heading came back as a bold line, in one block with all the rest. */
  const left = leaving(MAIL);
  expect(left.personal).not.toHaveProperty("blocks");
  expect(designedAgain(left.personal, left)).toEqual(MAIL);
  const called = { ...left.personal, subject: "Good day" };
  expect(designedAgain(called, left)).toEqual({ ...MAIL, subject: "Good day" });
});

test("words that were changed meanwhile are those that stand in the block", () => {
  const left = leaving(MAIL);
  const { blocks } = designedAgain({ ...left.personal, body: "Otherwise" }, left);
  expect(blocks).toEqual([{ type: "text", markdown: "Otherwise" }]);
  const german = { ...left.personal, locales: { de: { subject: "Hallo", body: "Anders" } } };
  expect(designedAgain(german, left)).not.toHaveProperty("theme");
});

test("a mail that is personal keeps what a text can hold", () => {
  /** How it broke: headings were said to be left out, and were bold words; buttons were links. */
  const blocks: DesignedMail["blocks"] = [
    HEAD,
    { type: "heading", text: "", level: 2 },
    { type: "divider" },
    { type: "button", label: "Go", url: "https://a.b" },
    { type: "quote", text: "So\nit is", by: "Kim" },
  ];
  const { personal } = leaving({ subject: "Hello", blocks });
  expect(personal.body).toBe(
    "# Welcome\n\n---\n\n[Go](https://a.b){.button}\n\n> So\n> it is\n> \n> — Kim",
  );
});

test("what is left out is called by its name", () => {
  expect(onlyDesigned(MAIL)).toEqual(["columns", "pictures", "what is only for some", "colours"]);
  expect(onlyDesigned({ subject: "", blocks: [{ type: "text", markdown: "So" }] })).toEqual([]);
});
