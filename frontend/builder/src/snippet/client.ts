/**
 * What is asked of Onward, and told it. It is told late where the line is down, and asked from time to
 * time where nothing can be pushed.
 */

import type { Feed, State } from "./types";

export interface Identity {
  token: string;
  /** Hands out another token, when this one has expired. */
  refresh?: () => Promise<string> | string;
}
interface Done {
  message: string;
  state: State;
  item?: string;
  at: string;
}

const SOON = 300;
const POLL = 30_000;
const LONGEST_WAIT = 60_000;
const AT_ONCE = 100;

export class Client {
  private done: Done[] = [];
  private tag = "";
  private source: EventSource | undefined;
  private timer: number | undefined;
  private telling: number | undefined;
  private faults = 0;
  private ended = false;

  constructor(
    private readonly api: string,
    private readonly identity: Identity,
    private readonly heard: (feed: Feed) => void,
  ) {}

  begin(): void {
    addEventListener("online", this.wake);
    addEventListener("pagehide", this.leave);
    document.addEventListener("visibilitychange", this.turn);
    void this.follow();
  }

  end(): void {
    this.leave();
    this.ended = true;
    this.still();
    removeEventListener("online", this.wake);
    removeEventListener("pagehide", this.leave);
    document.removeEventListener("visibilitychange", this.turn);
  }

  identify(token: string): void {
    this.identity.token = token;
    this.wake();
  }

  tell(message: string, state: State, item?: string): void {
    const at = new Date().toISOString();
    this.done.push({ message, state, at, ...(item === undefined ? {} : { item }) });
    this.telling ??= window.setTimeout(() => this.told(), SOON);
  }

  private readonly wake = () => {
    this.faults = 0;
    this.still();
    void this.follow();
    void this.told();
  };
  private readonly leave = () => void this.told(true);
  private readonly turn = () => {
    if (document.visibilityState === "visible") this.wake();
    else {
      this.leave();
      this.still();
    }
  };

  private still(): void {
    this.source?.close();
    this.source = undefined;
    clearTimeout(this.timer);
  }

  /** Have the feed pushed; else ask for it from time to time. */
  private async follow(): Promise<void> {
    if (this.ended || document.visibilityState === "hidden") return;
    try {
      const answer = await this.ask("/inapp/v1/stream/ticket", { method: "POST" });
      if (answer.status === 401 || answer.status === 403) return;
      if (!answer.ok) throw new Error();
      const { ticket } = await answer.json();
      this.listen(ticket);
    } catch {
      this.again();
    }
  }

  private listen(ticket: string): void {
    if (this.ended || this.source) return;
    const last = this.tag ? `&last_event_id=${this.tag}` : "";
    const source = new EventSource(`${this.api}/inapp/v1/stream?ticket=${ticket}${last}`);
    this.source = source;
    source.addEventListener("feed", (event) => {
      this.faults = 0;
      this.tag = (event as MessageEvent).lastEventId;
      this.heard(JSON.parse((event as MessageEvent).data));
    });
    // A ticket opens one stream: whoever is cut off asks for another.
    source.onerror = () => {
      this.still();
      this.again();
    };
  }

  private again(): void {
    if (this.ended) return;
    this.faults += 1;
    clearTimeout(this.timer);
    const wait = Math.min(1000 * 2 ** this.faults, LONGEST_WAIT);
    this.timer = window.setTimeout(() => this.follow(), wait);
    // One cut is soon mended. Where streams never come through, nobody should wait to find out.
    if (this.faults > 1) void this.poll();
  }

  private async poll(): Promise<void> {
    const known = this.tag;
    try {
      const headers = { "If-None-Match": `"${known}"` };
      const answer = await this.ask("/inapp/v1/feed", { headers });
      if (!answer.ok) return;
      const feed = await answer.json();
      // What was pushed meanwhile is newer.
      if (this.ended || this.tag !== known) return;
      this.tag = answer.headers.get("ETag")?.replaceAll('"', "") ?? "";
      this.heard(feed);
    } catch {
      // The line is down; the next time it may not be.
    }
  }

  private async told(leaving = false): Promise<void> {
    clearTimeout(this.telling);
    this.telling = undefined;
    const some = this.done.splice(0, AT_ONCE);
    if (some.length === 0) return;
    try {
      const answer = await this.ask("/inapp/v1/states", {
        method: "POST",
        body: JSON.stringify({ states: some }),
        headers: { "Content-Type": "application/json" },
        keepalive: leaving,
      });
      if (answer.status === 401 || answer.status >= 500) throw new Error();
    } catch {
      // It is kept, with its time, until somebody can be told.
      this.done.unshift(...some);
      if (!this.ended) this.telling ??= window.setTimeout(() => this.told(), POLL);
      return;
    }
    if (this.done.length > 0) await this.told(leaving);
  }

  private async ask(path: string, options: RequestInit = {}): Promise<Response> {
    const answer = await this.fetch(path, options);
    if (answer.status !== 401 || !this.identity.refresh) return answer;
    this.identity.token = await this.identity.refresh();
    return this.fetch(path, options);
  }

  private fetch(path: string, options: RequestInit): Promise<Response> {
    const headers = { ...options.headers, Authorization: `Bearer ${this.identity.token}` };
    return fetch(this.api + path, { ...options, headers, credentials: "omit", mode: "cors" });
  }
}
