/** Whether the draft is saved, said all the time. */

import { useEffect, useState } from "react";
import { useStored } from "@/state/store";
import { useBuilder } from "./context";

export function SaveState() {
  const { saving, panels, page } = useBuilder();
  const { state, because, judged } = useStored(saving, (now) => now);
  useEffect(() => {
    const leaving = (event: BeforeUnloadEvent) => {
      const { state: now } = saving.getState();
      if (now === "saved" || now === "read-only") return;
      saving.leave();
      event.preventDefault();
    };
    window.addEventListener("beforeunload", leaving);
    return () => window.removeEventListener("beforeunload", leaving);
  }, [saving]);
  useEffect(() => {
    if (state === "conflict") panels.ask("conflict");
  }, [panels, state]);
  switch (state) {
    case "saved":
      return <Shown words={savedInWords(judged.is_draft, judged.saved_at, page.zone)} />;
    case "waiting":
    case "saving":
      return <Shown words="Saving …" />;
    case "failing":
      return <Shown words="Not saved, trying again" tone="bad" title={because} />;
    case "conflict":
      return (
        <button type="button" className="b-saved b-text-bad" onClick={() => panels.ask("conflict")}>
          Not saved: somebody else has
        </button>
      );
    case "rejected":
    case "refused":
      return <Shown words={`Not saved: ${because}`} tone="bad" title={because} />;
    case "read-only":
      return <Shown words="Archived: to be read only" />;
  }
}

function Shown({ words, tone, title }: { words: string; tone?: "bad"; title?: string | null }) {
  return (
    <span className={tone ? "b-saved b-text-bad" : "b-saved"} title={title ?? undefined}>
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

function savedInWords(isDraft: boolean, at: string | null, zone: string): string {
  if (!isDraft) return "No changes";
  if (at === null) return "Draft saved";
  const time = new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone: zone });
  return `Draft saved ${time.format(new Date(at))}`;
}
