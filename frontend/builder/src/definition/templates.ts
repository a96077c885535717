/** What messages say: `engine/definition/templates`. Which kind one is, its keys tell. */

import type { EventHappened, Place, Template, TraitIs } from "./types";

export interface PersonalMail {
  subject: string;
  preheader?: string;
  body: string;
}

export type Align = "left" | "center" | "right";

interface BaseBlock {
  if?: string;
}
export interface HeadingBlock extends BaseBlock {
  type: "heading";
  text: string;
  level?: 1 | 2 | 3;
  align?: Align;
}
export interface TextBlock extends BaseBlock {
  type: "text";
  markdown: string;
}
export interface ButtonBlock extends BaseBlock {
  type: "button";
  label: string;
  url: string;
  align?: Align;
}
export interface ImageBlock extends BaseBlock {
  type: "image";
  src: string;
  alt: string;
  link?: string;
  width?: number;
  align?: Align;
}
export interface DividerBlock extends BaseBlock {
  type: "divider";
}
export interface SpacerBlock extends BaseBlock {
  type: "spacer";
  height: number;
}
export interface QuoteBlock extends BaseBlock {
  type: "quote";
  text: string;
  by?: string;
}
export interface ListBlock extends BaseBlock {
  type: "list";
  bullets?: "numbers" | "ticks";
  items: { title: string; text?: string }[];
}
export type SimpleBlock =
  | HeadingBlock
  | TextBlock
  | ButtonBlock
  | ImageBlock
  | DividerBlock
  | SpacerBlock
  | QuoteBlock
  | ListBlock;
export interface ColumnsBlock extends BaseBlock {
  type: "columns";
  columns: SimpleBlock[][];
}
export type Block = SimpleBlock | ColumnsBlock;

export interface DesignedMail {
  subject: string;
  preheader?: string;
  theme?: { accent?: string; background?: string };
  blocks: Block[];
}

export interface TourStep {
  title: string;
  body?: string;
  target?: Place;
}
export interface ChecklistItem {
  id: string;
  title: string;
  body?: string;
  url?: string;
  done_when?: EventHappened | TraitIs;
}
export interface InAppMessage {
  title: string;
  body: string;
  action?: { label: string; url: string };
  steps?: TourStep[];
  items?: ChecklistItem[];
}

/** What a message holds once it is a tour, or a checklist. */
export const FIRST_PARTS = {
  steps: [{ title: "" }],
  items: [{ id: "item", title: "" }],
} satisfies Pick<InAppMessage, "steps" | "items">;

export interface HtmlMail {
  subject: string;
  preheader?: string;
  html: string;
  text?: string;
}

/** What a step's template begins with where it is the library's, and not the journey's own. */
export const LIBRARY = "library/";
export const isOfLibrary = (name: string): boolean => name.startsWith(LIBRARY);

export const isHtml = (template: Template): boolean => "html" in template;
/** The languages it is written in, beside its texts as they stand. */
export const languagesOf = ({ locales }: Template): string[] =>
  locales != null && typeof locales === "object" ? Object.keys(locales) : [];
export const isDesigned = (template: Template): boolean => "blocks" in template;
export const isInApp = (template: Template): boolean => "title" in template;

/** The same words without a layout. What no text has is left behind. */
export function asPersonal(mail: DesignedMail): PersonalMail {
  const { theme: _, blocks, ...envelope } = mail;
  return inEach({ ...envelope, body: blocks.flatMap(wordsOf).join("\n\n") }, asPersonal);
}

/** The same words as the first block of a layout. */
export function asDesigned(mail: PersonalMail): DesignedMail {
  const { body, ...envelope } = mail;
  return inEach({ ...envelope, blocks: [{ type: "text", markdown: body }] }, asDesigned);
}

/** The mail with each of its languages made into the same kind. */
function inEach<Mail extends object, Other>(mail: Mail, made: (other: Other) => unknown): Mail {
  const { locales } = mail as { locales?: Record<string, Other | null> | null };
  if (!locales) return mail;
  const others = Object.entries(locales).map(([language, each]) => [language, each && made(each)]);
  return { ...mail, locales: Object.fromEntries(others) };
}

function wordsOf(block: Block): string[] {
  switch (block.type) {
    case "heading":
      return block.text ? [`${"#".repeat(block.level ?? 1)} ${block.text}`] : [];
    case "text":
      return [block.markdown];
    case "button":
      return [`[${block.label}](${block.url}){.button}`];
    case "quote":
      return [
        [block.text, ...(block.by ? ["", `— ${block.by}`] : [])].join("\n").replace(/^/gm, "> "),
      ];
    case "divider":
      return ["---"];
    case "list":
      return [
        block.items
          .map((item, number) => `${number + 1}. ${item.title}${item.text ? `: ${item.text}` : ""}`)
          .join("\n"),
      ];
    case "columns":
      return block.columns.flat().flatMap(wordsOf);
    case "image":
    case "spacer":
      return [];
  }
}
