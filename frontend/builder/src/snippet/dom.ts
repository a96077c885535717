/** Building what is shown, so that no policy of the page's forbids it: no inline style, no script. */

import { CSS } from "./style";

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | boolean | null | ((event: Event) => void)>;

/** An element. What begins with `on` listens; `html` is what the server made safe. */
export function h(tag: string, attributes: Attributes = {}, ...children: Child[]): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (name === "html") setHtml(element, String(value));
    else if (value === true) element.setAttribute(name, "");
    else if (value) element.setAttribute(name, value as string);
  }
  element.append(...children.filter((child): child is Node | string => Boolean(child)));
  return element;
}

interface Policies {
  createPolicy(
    name: string,
    rules: { createHTML: (html: string) => string },
  ): {
    createHTML: (html: string) => string;
  };
}
let policy: { createHTML: (html: string) => string } | undefined;

function setHtml(element: HTMLElement, html: string): void {
  const { trustedTypes } = window as { trustedTypes?: Policies };
  policy ??= trustedTypes?.createPolicy("onward", { createHTML: (given) => given });
  element.innerHTML = policy ? policy.createHTML(html) : html;
}

let sheet: CSSStyleSheet | undefined;

/** A place of ours in the page, that its styles do not reach and ours do not leave. */
export function host(where: "first" | "last"): { box: HTMLElement; root: ShadowRoot } {
  const box = document.createElement("onward-messages");
  const root = box.attachShadow({ mode: "open" });
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  }
  root.adoptedStyleSheets = [sheet];
  if (where === "first") document.body.prepend(box);
  else document.body.append(box);
  return { box, root };
}

/** Draw anew, and leave the focus where it was, else on what has come into its place. */
export function redrawn(root: ShadowRoot, draw: () => void): void {
  const all = () => [...root.querySelectorAll<HTMLElement>("a, button, [tabindex]")];
  const before = all();
  const at = before.indexOf(root.activeElement as HTMLElement);
  const name = before[at]?.dataset.at;
  draw();
  if (at < 0) return;
  const now = all();
  const same = name && now.find((each) => each.dataset.at === name);
  (same || now[Math.min(at, now.length - 1)])?.focus({ preventScroll: true });
}

/** Only where it leads somewhere sound. */
export function href(url: string): string {
  try {
    const { protocol } = new URL(url, location.href);
    return ["http:", "https:", "mailto:", "tel:"].includes(protocol) ? url : "#";
  } catch {
    return "#";
  }
}

/** The first match that can be seen. */
export function find(selector: string | undefined): HTMLElement | null {
  if (!selector) return null;
  try {
    for (const each of document.querySelectorAll<HTMLElement>(selector))
      if (each.getClientRects().length > 0) return each;
  } catch {
    // not a selector
  }
  return null;
}

const GAP = 12;

/** Keep a card beside what it points at, as the page moves. Returns how to stop. */
export function beside(card: HTMLElement, target: HTMLElement, ring?: HTMLElement): () => void {
  const place = () => {
    const at = target.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = card;
    const below = at.bottom + GAP + height <= innerHeight || at.top < height + GAP;
    const top = below ? at.bottom + GAP : at.top - GAP - height;
    const left = Math.min(Math.max(at.left, GAP), Math.max(innerWidth - width - GAP, GAP));
    card.style.top = `${Math.min(Math.max(top, GAP), Math.max(innerHeight - height - GAP, GAP))}px`;
    card.style.left = `${left}px`;
    if (ring) {
      ring.style.top = `${at.top - 6}px`;
      ring.style.left = `${at.left - 6}px`;
      ring.style.width = `${at.width + 12}px`;
      ring.style.height = `${at.height + 12}px`;
    }
  };
  place();
  const sizes = new ResizeObserver(place);
  sizes.observe(card);
  sizes.observe(target);
  addEventListener("scroll", place, { passive: true, capture: true });
  addEventListener("resize", place);
  // What comes in above it, such as a banner, moves it without a word.
  const moved = setInterval(place, 200);
  return () => {
    clearInterval(moved);
    sizes.disconnect();
    removeEventListener("scroll", place, { capture: true });
    removeEventListener("resize", place);
  };
}
