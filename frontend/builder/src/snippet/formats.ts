/** The formats: each draws one message, and returns how to take it away. */

import { beside, find, h, host, href, redrawn } from "./dom";
import type { Card, Did, Item, Message } from "./types";

export interface Drawn {
  /** Draws it anew, as it is now. */
  update: (message: Message) => void;
  remove: () => void;
}
export interface Doing {
  did: Did;
  /** It is over: dismissed, or followed to its end. */
  over: (message: Message) => void;
}

let numbers = 0;
const unique = () => `onward-${++numbers}`;

function words(message: Message, { did }: Doing, id: string): HTMLElement[] {
  const { title, html } = message.content;
  return [
    h("h2", { id, tabindex: "-1" }, title),
    h("div", { class: "body", html, onclick: (event) => clicked(event, message, did) }),
  ];
}

function clicked(event: Event, message: Message, did: Did): void {
  if ((event.target as Element).closest("a")) did(message, "clicked");
}

function action(message: Message, { did, over }: Doing, ends: boolean): HTMLElement | null {
  if (!message.action) return null;
  const onclick = () => {
    did(message, "clicked");
    if (ends) over(message);
  };
  return h("a", { class: "go", href: href(message.action.url), onclick }, message.action.label);
}

function dismiss(message: Message, { did, over }: Doing): void {
  // What comes with every visit goes with this one; all else is put away for good.
  did(message, message.frequency === "every_session" ? "interacted" : "dismissed");
  over(message);
}

function closing(message: Message, doing: Doing): HTMLElement | null {
  if (!message.dismissible) return null;
  const close = { type: "button", class: "close", "aria-label": "Close" };
  return h("button", { ...close, onclick: () => dismiss(message, doing) }, "×");
}

export function banner(message: Message, doing: Doing): Drawn {
  const { box, root } = host("first");
  // The region is there before its words are, so that they are read out.
  const live = h("div", { role: "status", "aria-live": "polite" });
  root.append(live);
  const id = unique();
  const timer = window.setTimeout(() => {
    const about = h(
      "div",
      { class: "words" },
      ...words(message, doing, id),
      action(message, doing, false),
    );
    const region = { class: "banner", role: "region", "aria-labelledby": id };
    live.append(h("div", region, about, closing(message, doing)));
    doing.did(message, "seen");
  }, 50);
  return {
    update: () => {},
    remove: () => {
      clearTimeout(timer);
      box.remove();
    },
  };
}

export function modal(message: Message, doing: Doing): Drawn {
  const { box, root } = host("last");
  const id = unique();
  const before = document.activeElement;
  const window_ = h("dialog", { "aria-labelledby": id }) as HTMLDialogElement;
  window_.append(
    h(
      "div",
      { class: "modal" },
      h(
        "div",
        { class: "head" },
        h("div", {}, ...words(message, doing, id)),
        closing(message, doing),
      ),
      scale(message, doing),
      action(message, doing, true),
      !message.dismissible && !message.action && !message.survey && ok(message, doing),
    ),
  );
  window_.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (message.dismissible) dismiss(message, doing);
  });
  root.append(window_);
  // The browser keeps the focus inside, and the page behind still.
  window_.showModal();
  root.getElementById(id)?.focus();
  doing.did(message, "seen");
  return {
    update: () => {},
    remove: () => {
      window_.close();
      box.remove();
      (before as HTMLElement | null)?.focus?.();
    },
  };
}

function ok(message: Message, { did, over }: Doing): HTMLElement {
  const onclick = () => {
    did(message, "dismissed");
    over(message);
  };
  return h("button", { type: "button", class: "go", onclick }, "OK");
}

function scale(message: Message, { did, over }: Doing): HTMLElement | null {
  const { survey } = message;
  if (!survey) return null;
  const scores = Array.from({ length: survey.highest - survey.lowest + 1 }, (_, n) => {
    const score = String(survey.lowest + n);
    const to = { href: `${href(survey.url)}?score=${score}`, target: "_blank", rel: "noopener" };
    const onclick = () => {
      did(message, "clicked");
      over(message);
    };
    return h("a", { ...to, onclick }, score);
  });
  const ends = h("div", { class: "ends" }, h("span", {}, survey.worst), h("span", {}, survey.best));
  return h("div", {}, h("div", { class: "scale" }, ...scores), ends);
}

export function tooltip(message: Message, doing: Doing): Drawn {
  const { box, root } = host("last");
  const id = unique();
  const card = h("div", { class: "card", role: "dialog", "aria-labelledby": id });
  card.append(
    h(
      "div",
      { class: "head" },
      h("div", {}, ...words(message, doing, id)),
      closing(message, doing),
    ),
  );
  const go = action(message, doing, true);
  if (go) card.append(go);
  root.append(card);
  const target = find(message.target?.selector);
  const stop = target ? beside(card, target) : () => {};
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape" && message.dismissible) dismiss(message, doing);
  };
  // Who does what it points at has understood.
  const onClick = () => {
    doing.did(message, "interacted");
    doing.over(message);
  };
  addEventListener("keydown", onKey);
  target?.addEventListener("click", onClick);
  doing.did(message, "seen");
  return {
    update: () => {},
    remove: () => {
      stop();
      removeEventListener("keydown", onKey);
      target?.removeEventListener("click", onClick);
      box.remove();
    },
  };
}

/** Title and text introduce it, and the cards follow. Arrow keys turn, Escape ends it. */
export function tour(message: Message, doing: Doing): Drawn {
  const { box, root } = host("last");
  const { title, html } = message.content;
  const cards: Card[] = [{ title, html, target: null }, ...(message.steps ?? [])];
  const before = document.activeElement;
  let at = 0;
  let stop = () => {};
  const end = () => {
    doing.did(message, "completed");
    doing.over(message);
  };
  const turn = (by: number) => {
    if (at + by < 0) return;
    if (at + by >= cards.length) {
      end();
      return;
    }
    if (by > 0) doing.did(message, "interacted");
    at += by;
    draw();
  };
  const button = (label: string, by: number, style: string) =>
    h("button", { type: "button", class: style, onclick: () => turn(by) }, label);
  const draw = () => {
    stop();
    stop = () => {};
    const step = cards[at] as Card;
    const id = unique();
    const target = find(step.target?.selector);
    const card = h("div", {
      class: target ? "card" : "card middle",
      role: "dialog",
      "aria-labelledby": id,
      "aria-modal": "true",
    });
    const count = at === 0 ? "" : `${at} of ${cards.length - 1}`;
    const last = at === cards.length - 1;
    card.append(
      h(
        "div",
        { class: "head" },
        h("h2", { id, tabindex: "-1" }, step.title),
        closing(message, doing),
      ),
      h("div", {
        class: "body",
        html: step.html,
        onclick: (event) => clicked(event, message, doing.did),
      }),
      h(
        "div",
        { class: "turn" },
        h("span", { class: "count" }, count),
        at > 0 && button("Back", -1, "quiet"),
        button(at === 0 ? "Show me" : last ? "Done" : "Next", 1, "go"),
      ),
    );
    const ring = h("div", { class: target ? "ring" : "shade" });
    root.replaceChildren(ring, card);
    if (target) {
      target.scrollIntoView({ block: "center", behavior: "auto" });
      stop = beside(card, target, ring);
    }
    root.getElementById(id)?.focus({ preventScroll: true });
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape" && message.dismissible) dismiss(message, doing);
    else if (event.key === "ArrowRight") turn(1);
    else if (event.key === "ArrowLeft") turn(-1);
    else if (event.key === "Tab") within(event, root);
  };
  addEventListener("keydown", onKey);
  draw();
  doing.did(message, "seen");
  return {
    update: () => {},
    remove: () => {
      stop();
      removeEventListener("keydown", onKey);
      box.remove();
      (before as HTMLElement | null)?.focus?.();
    },
  };
}

/** Keep the focus among the card's own. */
function within(event: KeyboardEvent, root: ShadowRoot): void {
  const all = [...root.querySelectorAll<HTMLElement>("a[href], button")];
  const first = all[0];
  const last = all.at(-1);
  const now = root.activeElement;
  const next = event.shiftKey
    ? now === first || !all.includes(now as HTMLElement)
      ? last
      : null
    : now === last
      ? first
      : null;
  if (next) {
    event.preventDefault();
    next.focus();
  }
}

export function checklist(first: Message, doing: Doing): Drawn {
  const { box, root } = host("last");
  const live = h("div", { class: "live", role: "status", "aria-live": "polite" });
  const corner = h("div", { class: "corner" });
  root.append(corner, live);
  let message = first;
  let open = !first.states.interacted;
  const ticked = new Set<string>();
  const isDone = (item: Item) => item.done || ticked.has(item.id);
  const fold = (now: boolean) => {
    open = now;
    doing.did(message, "interacted");
    draw();
    corner.querySelector<HTMLElement>("button")?.focus();
  };
  const tick = (item: Item) => {
    ticked.add(item.id);
    doing.did(message, "ticked", item.id);
    redrawn(root, draw);
  };
  const draw = () => {
    const items = message.items ?? [];
    const done = items.filter(isDone).length;
    const { title, html } = message.content;
    live.textContent = done > 0 ? `${title}: ${done} of ${items.length} done` : "";
    if (!open) {
      const pill = { type: "button", class: "pill", "aria-expanded": "false" };
      corner.replaceChildren(
        h(
          "button",
          { ...pill, onclick: () => fold(true) },
          title,
          h("b", {}, `${done}/${items.length}`),
        ),
      );
    } else {
      const id = unique();
      const bar = h("i");
      bar.style.width = `${(100 * done) / Math.max(items.length, 1)}%`;
      const small = { type: "button", class: "close", "aria-label": "Make it small" };
      corner.replaceChildren(
        h(
          "div",
          { class: "panel", role: "region", "aria-labelledby": id },
          h(
            "div",
            { class: "head" },
            h("h2", { id }, title),
            h(
              "div",
              {},
              h("button", { ...small, onclick: () => fold(false) }, "–"),
              closing(message, doing),
            ),
          ),
          h("div", { class: "body", html, onclick: (event) => clicked(event, message, doing.did) }),
          h("div", { class: "bar" }, bar),
          h("ul", { class: "items" }, ...items.map((item) => line(item, isDone(item)))),
          done === items.length && h("p", { class: "count" }, "All done. Well done!"),
        ),
      );
    }
  };
  const line = (item: Item, done: boolean) => {
    const onclick = () => doing.did(message, "clicked");
    const what = item.url ? h("a", { href: href(item.url), onclick }, item.title) : item.title;
    const mark =
      item.by_reader && !done
        ? h("button", {
            type: "button",
            class: "tick",
            "aria-label": `Done: ${item.title}`,
            "data-at": item.id,
            onclick: () => tick(item),
          })
        : h(
            "span",
            { class: "tick", role: "img", "aria-label": done ? "Done" : "To do" },
            done && "✓",
          );
    const about = item.html && !done ? h("div", { class: "body", html: item.html }) : null;
    return h("li", { class: done ? "done" : "" }, mark, h("div", { class: "what" }, what, about));
  };
  draw();
  doing.did(message, "seen");
  return {
    update: (now) => {
      message = now;
      redrawn(root, draw);
    },
    remove: () => box.remove(),
  };
}
