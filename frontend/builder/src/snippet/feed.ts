/** The feed: opened from a bell of the product's own, or by `onward("feed")`. */

import { h, host, href, redrawn } from "./dom";
import type { Did, Feed, Message } from "./types";

export class Panel {
  private shown: { box: HTMLElement; root: ShadowRoot } | undefined;
  private before: Element | null = null;
  private feed: Feed = { messages: [], over: [], unread: 0, unseen: 0 };

  constructor(private readonly did: Did) {}

  update(feed: Feed): void {
    this.feed = feed;
    this.redraw();
  }

  toggle(): void {
    if (this.shown) {
      this.close();
      return;
    }
    this.before = document.activeElement;
    this.shown = host("last");
    this.draw();
    this.shown.root.querySelector("h2")?.focus();
    addEventListener("keydown", this.onKey);
  }

  close(): void {
    this.shown?.box.remove();
    this.shown = undefined;
    removeEventListener("keydown", this.onKey);
    (this.before as HTMLElement | null)?.focus?.();
  }

  private readonly onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape") this.close();
  };

  private redraw(): void {
    if (this.shown) redrawn(this.shown.root, () => this.draw());
  }

  private draw(): void {
    const { messages } = this.feed;
    const close = {
      type: "button",
      class: "close",
      "aria-label": "Close",
      "data-at": "close",
      onclick: () => this.close(),
    };
    this.shown?.root.replaceChildren(
      h(
        "section",
        { class: "feed", role: "dialog", "aria-label": "What’s new" },
        h(
          "div",
          { class: "head" },
          h("h2", { tabindex: "-1", "data-at": "head" }, "What’s new"),
          h("button", close, "×"),
        ),
        ...messages.map((message) => this.entry(message)),
        messages.length === 0 &&
          h("p", { class: "none" }, "Nothing yet. What is new will be here."),
      ),
    );
    for (const message of messages) if (!message.states.seen) this.did(message, "seen");
  }

  private entry(message: Message): HTMLElement {
    const { title, html } = message.content;
    const after = (state: "read" | "clicked" | "archived") => () => {
      this.did(message, state);
      message.states[state] = new Date().toISOString();
      if (state === "archived")
        this.feed.messages = this.feed.messages.filter((each) => each !== message);
      if (state !== "clicked") this.redraw();
    };
    const tool = (state: "read" | "archived") => ({
      type: "button",
      class: "quiet",
      "data-at": `${state} ${message.id}`,
      onclick: after(state),
    });
    const { action } = message;
    return h(
      "article",
      { class: message.states.read ? "" : "new" },
      h("h2", {}, title),
      h("div", {
        class: "body",
        html,
        onclick: (event) => (event.target as Element).closest("a") && after("clicked")(),
      }),
      h(
        "div",
        { class: "tools" },
        action &&
          h(
            "a",
            {
              class: "go",
              "data-at": `go ${message.id}`,
              href: href(action.url),
              onclick: after("clicked"),
            },
            action.label,
          ),
        !message.states.read && h("button", tool("read"), "Mark as read"),
        h("button", tool("archived"), "Archive"),
      ),
    );
  }
}
