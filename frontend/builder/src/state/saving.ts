/**
 * Keeping the draft: every edit is saved shortly after it is made, in order, and what is not saved
 * yet is said. Somebody else's save in between stops it until the reader has decided.
 */

import { ApiError, type Client } from "@/api/client";
import { type Judged, saveDraft } from "@/api/draft";
import type { Journey } from "@/definition/types";
import type { Document } from "./document";
import { createStore, type Store } from "./store";

/** How long after the last edit it is saved, in milliseconds. */
const REST = 600;
/** How long until a failed save is tried again, doubling up to the last. */
const AGAIN = [2_000, 4_000, 8_000, 15_000];

export type State =
  | "saved"
  | "waiting"
  | "saving"
  /** It could not be saved, and is tried again. */
  | "failing"
  /** Somebody else has saved in between. */
  | "conflict"
  /** The reader has been signed out, or may not save: trying again is of no use. */
  | "refused"
  | "read-only";

export interface Keeping {
  state: State;
  /** Why it is not saved. */
  because: string | null;
  /** What the server said of the draft as it was last saved. */
  judged: Judged;
  /** The journey that was judged. */
  saved: Journey;
}

export interface Saving extends Store<Keeping> {
  /** Save now, whatever has not been saved. Resolves when there is nothing left to save. */
  flush: () => Promise<void>;
  /** Save over what somebody else has saved. */
  overwrite: (revision: number) => void;
  /** What is on the screen is what the server has: after a draft was read anew. */
  took: (judged: Judged, journey: Journey) => void;
  /** Ends all waiting. */
  close: () => void;
}

export function savingOf(
  client: Client,
  key: string,
  document: Document,
  first: Judged,
  readOnly: boolean,
): Saving {
  const store = createStore<Keeping>({
    state: readOnly ? "read-only" : "saved",
    because: null,
    judged: first,
    saved: document.journey(),
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | null = null;
  let failures = 0;

  function changed(): void {
    const now = store.getState();
    if (now.state === "read-only" || now.state === "conflict" || now.state === "refused") return;
    if (document.journey() === now.saved) {
      if (now.state === "waiting") {
        clearTimeout(timer);
        store.set((state) => ({ ...state, state: "saved" }));
      }
      return;
    }
    if (now.state !== "failing") store.set((state) => ({ ...state, state: "waiting" }));
    later(REST);
  }

  function later(delay: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void save(), delay);
  }

  function save(keepalive = false): Promise<void> {
    clearTimeout(timer);
    running ??= once(keepalive).finally(() => {
      running = null;
    });
    return running;
  }

  async function once(keepalive: boolean): Promise<void> {
    const { saved, judged, state } = store.getState();
    const journey = document.journey();
    if (journey === saved || state === "conflict" || state === "refused" || state === "read-only")
      return;
    store.set((now) => ({ ...now, state: "saving" }));
    try {
      const answer = await saveDraft(client, key, journey, judged.revision, keepalive);
      failures = 0;
      const more = document.journey() !== journey;
      store.set(() => ({
        state: more ? "waiting" : "saved",
        because: null,
        judged: answer,
        saved: journey,
      }));
      if (more) later(REST);
    } catch (error) {
      failed(error);
    }
  }

  function failed(error: unknown): void {
    const status = error instanceof ApiError ? error.status : 0;
    const because = error instanceof ApiError ? error.message : "Something went wrong.";
    if (status === 412) store.set((now) => ({ ...now, state: "conflict", because }));
    else if (status >= 400 && status < 500 && status !== 429)
      store.set((now) => ({ ...now, state: "refused", because }));
    else {
      store.set((now) => ({ ...now, state: "failing", because }));
      later(AGAIN[Math.min(failures, AGAIN.length - 1)] ?? REST);
      failures += 1;
    }
  }

  const stop = document.subscribe(changed);
  return {
    ...store,
    flush: async () => {
      if (running) await running;
      await save(true);
    },
    overwrite: (revision) => {
      store.set((now) => ({
        ...now,
        state: "waiting",
        because: null,
        judged: { ...now.judged, revision },
      }));
      void save();
    },
    took: (judged, journey) =>
      store.set((now) => ({
        state: now.state === "read-only" ? "read-only" : "saved",
        because: null,
        judged,
        saved: journey,
      })),
    close: () => {
      clearTimeout(timer);
      stop();
    },
  };
}
