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

export const isDesigned = (template: Template): boolean => "blocks" in template;
export const isInApp = (template: Template): boolean => "title" in template;

/** The same words without a layout. What is not text is left behind. */
export function asPersonal(mail: DesignedMail): PersonalMail {
  const { theme: _, blocks, ...envelope } = mail;
  return { ...envelope, body: blocks.flatMap(wordsOf).join("\n\n") };
}

/** The same words as the first block of a layout. */
export function asDesigned(mail: PersonalMail): DesignedMail {
  const { body, ...envelope } = mail;
  return { ...envelope, blocks: [{ type: "text", markdown: body }] };
}

function wordsOf(block: Block): string[] {
  switch (block.type) {
    case "heading":
      return [`**${block.text}**`];
    case "text":
      return [block.markdown];
    case "button":
      return [`[${block.label}](${block.url})`];
    case "quote":
      return [`> ${block.text}`];
    case "list":
      return [
        block.items
          .map((item, number) => `${number + 1}. ${item.title}${item.text ? `: ${item.text}` : ""}`)
          .join("\n"),
      ];
    case "columns":
      return block.columns.flat().flatMap(wordsOf);
    case "image":
    case "divider":
    case "spacer":
      return [];
  }
}
