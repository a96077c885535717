/**
 * `onward.js`: shows Onward's messages in a product. What a page called before this was loaded waits in
 * `onward.q`, and is done first.
 */

import { chosen, type Slot } from "./choosing";
import { Client, type Identity } from "./client";
import { find } from "./dom";
import { Panel } from "./feed";
import { banner, checklist, type Doing, type Drawn, modal, tooltip, tour } from "./formats";
import type { Did, Feed, Message } from "./types";

interface Boot extends Identity {
  app_id: string;
  /** Where Onward is; where this script comes from unless said. */
  api?: string;
  /** The product's own bell: pressing it opens the feed. */
  bell?: string;
}
type Listener = (feed: { unread: number; unseen: number }) => void;

const DRAW = { banner, modal, survey: modal, tooltip, tour, checklist } as const;
const GONE = "onward.gone";
const FAREWELL = 3_000;

const own = new URL((document.currentScript as HTMLScriptElement | null)?.src ?? location.href);
let session: Session | undefined;
const listeners: Listener[] = [];

class Session {
  private feed: Feed = { messages: [], over: [], unread: 0, unseen: 0 };
  private readonly drawn = new Map<Slot, { message: Message; drawn: Drawn; leaving?: number }>();
  private readonly shown = new Set<string>();
  private readonly told = new Set<string>();
  private readonly client: Client;
  private readonly panel: Panel;
  private readonly watch: MutationObserver;
  private waiting: number | undefined;

  constructor(private readonly boot: Boot) {
    this.client = new Client(boot.api ?? own.origin, boot, (feed) => this.heard(feed));
    this.panel = new Panel(this.did);
    this.watch = new MutationObserver(() => this.later());
  }

  begin(): void {
    this.watch.observe(document.body, { childList: true, subtree: true });
    for (const name of ["popstate", "hashchange", "onward:page"])
      addEventListener(name, this.later);
    document.addEventListener("click", this.onBell);
    this.client.begin();
  }

  end(): void {
    this.client.end();
    this.watch.disconnect();
    for (const name of ["popstate", "hashchange", "onward:page"])
      removeEventListener(name, this.later);
    document.removeEventListener("click", this.onBell);
    this.panel.close();
    for (const slot of [...this.drawn.keys()]) this.remove(slot);
  }

  identify(token: string): void {
    this.client.identify(token);
  }

  open(): void {
    this.panel.toggle();
  }

  private heard(feed: Feed): void {
    this.feed = feed;
    this.panel.update(feed);
    this.look();
    for (const listener of listeners) listener(feed);
  }

  private readonly onBell = (event: Event) => {
    const { bell } = this.boot;
    if (bell && (event.target as Element).closest?.(bell)) this.panel.toggle();
  };

  private readonly did: Did = (message, state, item) => {
    const what = `${message.id} ${state} ${item ?? ""}`;
    if (this.told.has(what)) return;
    this.told.add(what);
    this.client.tell(message.id, state, item);
  };

  /** The page changes a lot at once; looking once is enough. */
  private readonly later = () => {
    this.waiting ??= window.setTimeout(() => {
      this.waiting = undefined;
      this.look();
    }, 100);
  };

  private look(): void {
    const wanted = chosen(this.feed.over, {
      href: location.href,
      now: Date.now(),
      gone: new Set(read()),
      shown: this.shown,
      finds: (selector) => find(selector) !== null,
    });
    for (const [slot, { message }] of [...this.drawn])
      if (wanted.get(slot)?.id !== message.id) this.leave(slot);
    for (const [slot, message] of wanted) {
      const there = this.drawn.get(slot);
      if (there && there.leaving === undefined) this.renew(slot, message);
      else if (!there) this.draw(slot, message);
    }
  }

  private draw(slot: Slot, message: Message): void {
    if (message.type === "feed") return;
    this.shown.add(message.id);
    const doing: Doing = { did: this.did, over: (which) => this.over(slot, which) };
    this.drawn.set(slot, { message, drawn: DRAW[message.type](message, doing) });
  }

  private renew(slot: Slot, message: Message): void {
    const there = this.drawn.get(slot);
    if (!there || JSON.stringify(there.message) === JSON.stringify(message)) return;
    there.message = message;
    there.drawn.update(message);
  }

  private over(slot: Slot, message: Message): void {
    write([...read(), message.id]);
    this.remove(slot);
    this.later();
  }

  /** A checklist that was completed stays for a moment, all ticked. */
  private leave(slot: Slot): void {
    const there = this.drawn.get(slot);
    if (!there || there.leaving !== undefined) return;
    const { message } = there;
    const stillOver = this.feed.over.some(({ id }) => id === message.id);
    if (message.type !== "checklist" || stillOver || read().includes(message.id)) {
      this.remove(slot);
      return;
    }
    const items = message.items?.map((item) => ({ ...item, done: true })) ?? null;
    there.drawn.update({ ...message, items });
    there.leaving = window.setTimeout(() => {
      this.remove(slot);
      this.later();
    }, FAREWELL);
  }

  private remove(slot: Slot): void {
    const there = this.drawn.get(slot);
    this.drawn.delete(slot);
    clearTimeout(there?.leaving);
    there?.drawn.remove();
  }
}

/** What is over for this visit. */
function read(): string[] {
  try {
    return JSON.parse(sessionStorage.getItem(GONE) ?? "[]");
  } catch {
    return [];
  }
}

function write(ids: string[]): void {
  try {
    sessionStorage.setItem(GONE, JSON.stringify(ids.slice(-200)));
  } catch {
    // Where nothing can be kept, it is shown again with the next page.
  }
}

const CALLS: Record<string, (...given: never[]) => void> = {
  boot(given: Boot) {
    session?.end();
    session = new Session(given);
    session.begin();
  },
  token: (token: string) => session?.identify(token),
  feed: () => session?.open(),
  page: () => dispatchEvent(new Event("onward:page")),
  on: (_: "change", listener: Listener) => listeners.push(listener),
  shutdown() {
    session?.end();
    session = undefined;
  },
};

type Onward = { (call: string, ...given: never[]): void; q?: [string, ...never[]][] };
const page = window as unknown as { onward?: Onward };

function onward(call: string, ...given: never[]): void {
  CALLS[call]?.(...given);
}

// Products that turn pages without loading any say so by the history.
for (const name of ["pushState", "replaceState"] as const) {
  const before = history[name];
  history[name] = function (this: History, ...given: Parameters<typeof before>) {
    before.apply(this, given);
    dispatchEvent(new Event("onward:page"));
  };
}

function start(): void {
  const queue = page.onward?.q ?? [];
  page.onward = onward;
  for (const call of queue) onward(...call);
}

if (document.body) start();
else addEventListener("DOMContentLoaded", start);
