/** What the server hands out: `api/in_app/answers`. */

export interface Place {
  selector?: string;
  url?: string;
}
export interface Card {
  title: string;
  html: string;
  target: Place | null;
}
export interface Item {
  id: string;
  title: string;
  html: string;
  url: string | null;
  by_reader: boolean;
  done: boolean;
}
export interface Message {
  id: string;
  type: "feed" | "banner" | "modal" | "tooltip" | "tour" | "checklist" | "survey";
  sent_at: string;
  content: { title: string; html: string };
  action: { label: string; url: string } | null;
  target: Place | null;
  dismissible: boolean;
  priority: "low" | "normal" | "high";
  frequency: "once" | "until_dismissed" | "every_session";
  expires_at: string | null;
  steps: Card[] | null;
  items: Item[] | null;
  survey: { lowest: number; highest: number; worst: string; best: string; url: string } | null;
  states: Partial<Record<State, string>>;
}
export type State =
  | "seen"
  | "read"
  | "interacted"
  | "clicked"
  | "archived"
  | "dismissed"
  | "completed"
  | "ticked";
export interface Feed {
  messages: Message[];
  over: Message[];
  unread: number;
  unseen: number;
}
/** Tells that the reader did something about a message. */
export type Did = (message: Message, state: State, item?: string) => void;
