/** Whether the draft is saved, said all the time. */

import { useEffect, useState } from "react";
import { SIGNED_OUT } from "@/api/client";
import type { Judged } from "@/api/draft";
import type { State } from "@/state/saving";
import { useStored } from "@/state/store";
import { momentOfDay } from "@/times/moment";
import type { Page } from "./builder";
import * as commands from "./commands";
import { useBuilder } from "./context";

/** How often it is asked what colleagues have made of the journey, in milliseconds. */
const EVERY = 30_000;

export function SaveState() {
  const { saving, panels, unread, vocabulary } = useBuilder();
  const typed = useStored(unread, (text) => text !== null);
  const state = useStored(saving, (now) => now.state);
  useEffect(() => {
    const leaving = (event: BeforeUnloadEvent) => {
      const { state: now } = saving.getState();
      if (now === "read-only") return;
      if (now === "saved" && unread.getState() === null) return;
      saving.leave();
      event.preventDefault();
    };
    window.addEventListener("beforeunload", leaving);
    return () => window.removeEventListener("beforeunload", leaving);
  }, [saving, unread]);
  // What has come in meanwhile, such as by what was set up in another window, is known on coming back.
  useEffect(() => {
    const back = (event: Event) => {
      if (event instanceof StorageEvent ? event.key !== MADE : window.document.hidden) return;
      vocabulary.ask(0);
      void saving.again();
    };
    // So is what colleagues have made of the journey, though another window was never in front of it.
    const timer = setInterval(() => {
      if (!window.document.hidden && unread.getState() === null) void saving.again();
    }, EVERY);
    const seen = ["focus", "visibilitychange", "storage"];
    for (const each of seen) window.addEventListener(each, back);
    return () => {
      clearInterval(timer);
      for (const each of seen) window.removeEventListener(each, back);
    };
  }, [saving, unread, vocabulary]);
  useEffect(() => {
    if (state === "conflict") panels.ask("conflict");
  }, [panels, state]);
  return (
    <>
      {typed && <NotTaken />}
      <Kept />
    </>
  );
}

/** Said where the text is not in sight; and there, once no more is typed. */
function NotTaken() {
  const { panels, unread } = useBuilder();
  const isSeen = useStored(panels, ({ view }) => view === "text");
  const left = useStored(unread, (text) => text);
  const [rests, setRests] = useState<typeof left>(null);
  useEffect(() => {
    const timer = setTimeout(() => setRests(left), 1_500);
    return () => clearTimeout(timer);
  }, [left]);
  if (isSeen && rests !== left) return null;
  return (
    <button
      type="button"
      className="b-saved b-saved-draft b-text-warn"
      title="What was typed as YAML cannot be read yet, and is no part of the journey"
      onClick={() => panels.view("text")}
    >
      <span>YAML not taken over</span>
      <span>· Show</span>
    </button>
  );
}

/** Whether it is saved, and no more than that. */
export function Kept() {
  const builder = useBuilder();
  const { saving, panels, page, unread } = builder;
  const { state, because, judged } = useStored(saving, (now) => now);
  const typed = useStored(unread, (text) => text !== null);
  const shown = { state: typed ? "unread" : state } as const;
  switch (state) {
    case "saved":
      return differs(judged) ? (
        <button
          type="button"
          className="b-saved b-saved-draft"
          data-state={shown.state}
          title="What the draft has that is not live"
          onClick={() => commands.differences(builder)}
        >
          <span>
            <Settled words={savedInWords(judged, page)} />
          </span>
          <span>· Changes</span>
        </button>
      ) : (
        <Shown {...shown} words={savedInWords(judged, page)} />
      );
    case "waiting":
    case "saving":
      return <Shown {...shown} words="Saving …" />;
    case "failing":
      return <Shown {...shown} words="Not saved, trying again" tone="bad" title={because} />;
    case "conflict":
      return (
        <button
          type="button"
          className="b-saved b-saved-draft b-text-bad"
          onClick={() => panels.ask("conflict")}
        >
          <span>Not saved</span>
          <span>· Choose</span>
        </button>
      );
    case "rejected":
    case "refused":
      if (because === SIGNED_OUT)
        return (
          <a
            className="b-saved b-saved-draft"
            data-state={state}
            href={`/sign-in?next=${encodeURIComponent(window.location.pathname + window.location.search)}`}
            // They are: whether to leave is not asked. In a window of its own, nothing is left.
            onClick={({ ctrlKey, metaKey, shiftKey }) =>
              ctrlKey ||
              metaKey ||
              shiftKey ||
              window.addEventListener("beforeunload", unasked, ONCE)
            }
          >
            <span className="b-text-bad">Not saved</span>
            <span>· Sign in again: your edits are kept</span>
          </a>
        );
      return <Shown {...shown} words={`Not saved: ${because}`} tone="bad" title={because} />;
    case "read-only":
      return <Shown {...shown} words="Archived: to be read only" />;
  }
}

/** Written by a page on which something was made that a journey asks for. */
const MADE = "onward/made";
const ONCE = { capture: true, once: true };
const unasked = (event: Event) => event.stopImmediatePropagation();

/** Whether there is anything it could be compared with. */
export const differs = ({ is_draft, live_version }: Judged): boolean =>
  is_draft && live_version !== null;

function Shown({
  state,
  words,
  tone,
  title,
}: {
  state: State | "unread";
  words: string;
  tone?: "bad";
  title?: string | null;
}) {
  return (
    <span
      className={tone ? "b-saved b-text-bad" : "b-saved"}
      data-state={state}
      title={title ?? undefined}
    >
      <Settled words={words} />
    </span>
  );
}

/** Does not flicker between “saving” and “saved” while one types. */
function Settled({ words }: { words: string }) {
  const [shown, setShown] = useState(words);
  useEffect(() => {
    const timer = setTimeout(() => setShown(words), words === "Saving …" ? 400 : 0);
    return () => clearTimeout(timer);
  }, [words]);
  return shown;
}

function savedInWords(judged: Judged, page: Page): string {
  if (!judged.is_draft) return "No changes";
  if (judged.saved_at === null) return "Draft saved";
  const at = momentOfDay(page.zone)(judged.saved_at);
  const by =
    judged.saved_by === null || judged.saved_by === page.reader
      ? ""
      : ` by ${judged.saved_by_name}`;
  return `Saved ${at}${by}`;
}
