/** Which of the messages that lie over the product are shown on this page, now. */

import type { Message, Place } from "./types";

/** Where there is room for one at a time. */
export type Slot = "top" | "front" | "corner";

export const SLOTS: Readonly<Record<Exclude<Message["type"], "feed">, Slot>> = {
  banner: "top",
  modal: "front",
  tooltip: "front",
  tour: "front",
  checklist: "corner",
  survey: "front",
};

export interface Standing {
  href: string;
  now: number;
  /** Ids that are over for this visit, whatever the server says yet. */
  gone: ReadonlySet<string>;
  /** Ids that were shown since the page was loaded. */
  shown: ReadonlySet<string>;
  /** Whether there is something to point at. */
  finds: (selector: string) => boolean;
}

/** The first that may be shown in each place; what is not urgent waits until nothing else is shown. */
export function chosen(over: readonly Message[], standing: Standing): Map<Slot, Message> {
  const may = over.filter((message) => isFor(message, standing));
  const found = new Map<Slot, Message>();
  for (const message of may) {
    if (message.type === "feed") continue;
    const slot = SLOTS[message.type];
    if (found.has(slot)) continue;
    if (message.priority === "low" && found.size > 0) continue;
    found.set(slot, message);
  }
  return found;
}

function isFor(message: Message, { href, now, gone, shown, finds }: Standing): boolean {
  if (gone.has(message.id)) return false;
  if (message.expires_at !== null && Date.parse(message.expires_at) <= now) return false;
  if (message.frequency === "once" && message.states.seen && !shown.has(message.id)) return false;
  if (!isOn(message.target, href)) return false;
  return message.type !== "tooltip" || finds(message.target?.selector ?? "");
}

/** Whether the page is one of those the place names. `*` stands for anything. */
export function isOn(place: Place | null, href: string): boolean {
  if (!place?.url) return true;
  const { origin, pathname, search, hash } = new URL(href);
  const { url } = place;
  const page = /^https?:/.test(url) ? origin + pathname : pathname;
  const rest = url.includes("?") ? search : "";
  const tail = url.includes("#") ? hash : "";
  const pattern = url.split("*").map(quoted).join(".*");
  return new RegExp(`^${pattern}/?$`).test(page + rest + tail);
}

const quoted = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
