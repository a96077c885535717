/** The kinds of templates the library holds, each as the message editor takes it. */

import { type InAppMessage, isInApp } from "@/definition/templates";
import type { InAppFormat, Template } from "@/definition/types";
import { shapeOf } from "@/messages/ProductShape";

export type LibraryKind = "mail" | "designed" | "html" | "in_app" | "partial";

/** A piece of text, in as many languages. */
export interface Partial {
  text: string;
  locales?: Record<string, { text: string }>;
}

/** Whether the editor has a form for it: what is of another kind, or no mapping, is left as text. */
export function known(kind: LibraryKind, read: unknown): read is Template | Partial {
  if (typeof read !== "object" || read === null || Array.isArray(read)) return false;
  const has = (key: string) => typeof (read as Record<string, unknown>)[key] === "string";
  switch (kind) {
    case "mail":
      return has("subject") && has("body");
    case "designed":
      return has("subject") && Array.isArray((read as { blocks?: unknown }).blocks);
    case "html":
      return has("subject") && has("html");
    case "in_app":
      return has("title") && has("body");
    case "partial":
      return has("text");
  }
}

/** A partial as a mail that says no more than it does. */
export function asMail({ text, locales }: Partial): Template {
  const mail = (said: string) => ({ subject: "…", body: said });
  const others = Object.entries(locales ?? {}).map(([code, said]) => [code, mail(said.text)]);
  return {
    ...mail(text),
    ...(locales && { locales: Object.fromEntries(others) }),
  } as Template;
}

/** Such a mail as the partial it stands for. */
export function asPartial(mail: Template): Partial {
  const { body, locales } = mail as unknown as {
    body: string;
    locales?: Record<string, { body: string }>;
  };
  const others = Object.entries(locales ?? {}).map(([code, said]) => [code, { text: said.body }]);
  return { text: body, ...(locales && { locales: Object.fromEntries(others) }) };
}

/** What a message in the product is looked at as. */
export function formatOf(template: Template): InAppFormat {
  const shape = isInApp(template) ? shapeOf(template as unknown as InAppMessage) : "message";
  return shape === "message" ? "feed" : shape;
}
