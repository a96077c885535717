/** What was copied with its looks, as a mail writes them: bold, italic, headings, lists, quotes and links. */

import type { EditorState } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import Turndown from "turndown";
import { withScheme } from "../addresses";
import { MARKED } from "./copying";
import { isWrittenIn, page } from "./drawing";
import { put } from "./keys";
import { addressOf, wordsOf } from "./links";

/** Stands before what the page's policy forbids wherever it is read: styles, and what is done on a click. */
const INERT = "as-read-";
const STYLE = `${INERT}style`;
const FORBIDDEN = /style(?=[\s=/>])|\bon(?=[a-z]+\s*=)/gi;

/** Null: it has no looks that a mail has, and is pasted as it reads. */
export function markdownOf(html: string): string | null {
  const inert = html.replace(FORBIDDEN, `${INERT}$&`);
  const { body } = new DOMParser().parseFromString(inert, "text/html");
  if (![...body.querySelectorAll("*")].some(hasLooks)) return null;
  const written = service()
    .turndown(body)
    .replaceAll(INERT, "")
    .replace(/\u00a0/g, " ")
    .replace(/[ \t]+$/gm, "")
    .replace(/^( *(?:-|\d+\.)) {2,}/gm, "$1 ");
  return written.replace(/\n{3,}/g, "\n\n").trim() || null;
}

type Kind = "bold" | "italic";
const KINDS: readonly Kind[] = ["bold", "italic"];
const SIGNS: Readonly<Record<Kind, string>> = { bold: "**", italic: "*" };
const BLOCKS = "p, div, h1, h2, h3, h4, h5, h6, ul, ol, table, blockquote";

const BLOCK = /^(?:#{1,6}|[->]|\d+\.) /;

/** Puts it there. False: it is to be pasted as it reads. */
export function paste(view: EditorView, data: DataTransfer): boolean {
  const { state } = view;
  const { drawn } = state.field(page);
  if (
    drawn.some((each) => (each.kind === "link" || each.kind === "chip") && isWrittenIn(state, each))
  )
    return false;
  const written = data.getData(MARKED) || markdownOf(data.getData("text/html"));
  if (written !== null) put(view, fitted(state, written));
  return written !== null;
}

/** What is a block of its own begins and ends as one. */
function fitted({ doc, selection: { main } }: EditorState, written: string): string {
  const before = doc.sliceString(doc.lineAt(main.from).from, main.from).trim();
  const behind = doc.sliceString(main.to, doc.lineAt(main.to).to).trim();
  const isBlock = BLOCK.test(written);
  const last = written.slice(written.lastIndexOf("\n") + 1);
  return `${before && isBlock ? "\n\n" : ""}${written}${behind && BLOCK.test(last) ? "\n\n" : ""}`;
}

const hasLooks = (each: Element): boolean =>
  each.matches("h1, h2, h3, h4, h5, h6, li, blockquote, hr, td, a[href]") ||
  isMarked(each, "bold") ||
  isMarked(each, "italic") ||
  isSign(each);

/** Whether a page makes it so by what it is, or by its style, which may also say that it is not. */
function isMarked(each: Element, kind: Kind): boolean {
  const style = each.getAttribute(STYLE) ?? "";
  const [, said] =
    (kind === "bold" ? /(?<!-)font-weight:\s*(\w+)/i : /(?<!-)font-style:\s*(\w+)/i).exec(style) ??
    [];
  if (kind === "italic") return said ? said === "italic" : each.matches("i, em");
  return said ? /^bold/.test(said) || Number(said) >= 600 : each.matches("b, strong");
}

/** A heading is bold as it is. */
function isWithin(each: Element, kind: Kind): boolean {
  for (let at = each.parentElement; at; at = at.parentElement)
    if (isMarked(at, kind) || (kind === "bold" && /^H\d$/.test(at.tagName))) return true;
  return false;
}

/** The sign before a point of a list that is none but looks like it. */
const isSign = (each: Element): boolean =>
  /mso-list:\s*Ignore/i.test(each.getAttribute(STYLE) ?? "");

/** As it stands, with nothing in it that would make it something else. Fields and choices stay. */
export const asTyped = (text: string): string =>
  text
    .split(/(\{\{.*?\}\}|\{%.*?%\})/s)
    .map((part, nth) =>
      nth % 2
        ? part
        : part
            .replace(/[\\*`]|(?<!\w)_|_(?!\w)|\](?=\()/g, "\\$&")
            .replace(/^([-+>]|#{1,6})(?= )/, "\\$1")
            .replace(/^(\d+)([.)])(?= )/, "$1\\$2"),
    )
    .join("");

function service(): Turndown {
  const made = new Turndown({
    headingStyle: "atx",
    bulletListMarker: "-",
    emDelimiter: "*",
    hr: "---",
    br: "",
  });
  made.escape = asTyped;
  made.remove([STYLE, "script", "title", "head"]);
  made.addRule("stressed", {
    filter: (node) =>
      KINDS.some((kind) => isMarked(node, kind)) || node.matches("b, strong, i, em"),
    replacement(words, node) {
      const [, before = "", said = "", behind = ""] = /^(\s*)(.*?)(\s*)$/s.exec(words) ?? [];
      const kinds = KINDS.filter((kind) => isMarked(node as Element, kind));
      const signs = kinds
        .map((kind) => (isWithin(node as Element, kind) ? "" : SIGNS[kind]))
        .join("");
      // A page may make all of it bold at once; a mail does so line for line.
      return said === "" || words.includes("\n\n")
        ? words
        : `${before}${signs}${said}${signs}${behind}`;
    },
  });
  made.addRule("link", {
    filter: "a",
    replacement(words, node) {
      const to = (node as Element).getAttribute("href") ?? "";
      if (!words.trim() || !/^(https?:|mailto:|tel:|\{\{)/i.test(to) || words.includes("\n\n"))
        return words;
      return `[${wordsOf(words)}](${addressOf(withScheme(to))})`;
    },
  });
  made.addRule("picture", { filter: "img", replacement: () => "" });
  made.addRule("code", { filter: ["pre", "code"], replacement: (words) => words });
  made.addRule("sign", {
    filter: (node) => isSign(node),
    replacement: (_, { textContent }) =>
      `${/\d+/.exec(textContent ?? "")?.[0].concat(".") ?? "-"} `,
  });
  made.addRule("point", {
    filter: "li",
    replacement(words, node) {
      const list = (node as Element).parentElement;
      const at = [...(list?.children ?? [])].indexOf(node as Element);
      const first = Number(list?.getAttribute("start") ?? 1);
      const sign = list?.matches("ol") ? `${first + at}. ` : "- ";
      const said = words
        .trim()
        .replace(/\n{2,}/g, "\n")
        .replace(/\n/g, `\n${" ".repeat(sign.length)}`);
      return `${sign}${said}\n`;
    },
  });
  made.addRule("cell", {
    filter: ["td", "th"],
    replacement(words, node) {
      const each = node as Element;
      // A page may be laid out in a table.
      if (each.querySelector(BLOCKS) && words.includes("\n\n")) return `\n\n${words.trim()}\n\n`;
      const said = words.trim().replace(/\s*\n\s*/g, " ");
      return said && each.nextElementSibling ? `${said} · ` : said;
    },
  });
  made.addRule("row", {
    filter: "tr",
    replacement: (words) => (words.trim() ? `${words.replace(/(?: · )+$/, "")}\n` : ""),
  });
  return made;
}
