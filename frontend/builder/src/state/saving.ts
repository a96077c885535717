/**
 * Keeping the draft: every edit is saved shortly after it is made, in order, and what is not saved
 * yet is said. What somebody else has saved in between is merged; where both have changed the same, it
 * stops until the reader has decided.
 */

import { ApiError, type Client, messageOf } from "@/api/client";
import { type Judged, mergeDraft, readDraft, saveDraft } from "@/api/draft";
import { drawable } from "@/definition/reading";
import type { Journey } from "@/definition/types";
import { isSame } from "@/model/diff";
import type { Document } from "./document";
import { createStore, type Store } from "./store";

/** How long after the last edit it is saved, in milliseconds. */
const REST = 600;
/** How long until a failed save is tried again, doubling up to the last. */
const AGAIN = [2_000, 4_000, 8_000, 15_000];
/** Answers after which no edit of the reader's changes anything. */
const FOR_GOOD = [401, 403, 404, 409];
/** What a browser sends on after its page has gone, in bytes, with room for what it says besides. */
const AFTER_THE_PAGE = 60_000;

export type State =
  | "saved"
  | "waiting"
  | "saving"
  /** It could not be saved, and is tried again. */
  | "failing"
  /** Somebody else has saved in between, and changed the same. */
  | "conflict"
  /** What it says cannot be kept; it is tried again with the next edit. */
  | "rejected"
  /** The reader has been signed out, or may not save: trying again is of no use. */
  | "refused"
  /** It is archived; with a reason, what was edited last is not saved. */
  | "read-only";

export interface Keeping {
  state: State;
  /** Why it is not saved. */
  because: string | null;
  /** What the server said of the draft as it was last saved. */
  judged: Judged;
  /** The journey that was judged, and from which is edited. */
  saved: Journey;
}

export interface Saving extends Store<Keeping> {
  /** Save now, whatever has not been saved. Resolves with whether all of it is. */
  flush: () => Promise<boolean>;
  /** Have what is saved judged once more: what it is judged by, others may have changed since. Where
   * it is the draft itself, that is taken in. */
  again: () => Promise<void>;
  /** Save what can be saved while the page goes away. */
  leave: () => void;
  /** Save over what somebody else has saved, `theirs`. */
  overwrite: (revision: number, theirs: Journey) => void;
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
  /** What `first` was said of. */
  saved: Journey = document.journey(),
  /** Has a merge on the screen, and says whose changes came with it. */
  taken: (merged: Journey, said: string) => void = (merged) => document.edit(() => merged),
): Saving {
  const store = createStore<Keeping>({
    state: readOnly ? "read-only" : "saved",
    because: null,
    judged: first,
    saved,
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | null = null;
  let looking: Promise<void> | null = null;
  let failures = 0;
  /** Sent, and not known whether it arrived. It is sent once more before what came after it: the
   * server takes again what it has, and would take anything else for somebody else's. */
  let uncertain: Journey | null = null;

  function changed(): void {
    const now = store.getState();
    if (now.state === "read-only" || now.state === "conflict" || now.state === "refused") return;
    if (document.journey() === now.saved) {
      if (["waiting", "failing", "rejected"].includes(now.state) && !uncertain) {
        clearTimeout(timer);
        store.set((state) => ({ ...state, state: "saved", because: null }));
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
    const journey = uncertain ?? document.journey();
    if (journey === saved || state === "conflict" || state === "refused" || state === "read-only")
      return;
    store.set((now) => ({ ...now, state: "saving" }));
    try {
      const answer = await saveDraft(client, key, journey, judged.revision, keepalive);
      failures = 0;
      uncertain = null;
      const more = document.journey() !== journey;
      store.set(() => ({
        state: more ? "waiting" : "saved",
        because: null,
        judged: answer,
        saved: journey,
      }));
      if (more) later(REST);
    } catch (error) {
      const isMerged = error instanceof ApiError && error.status === 412 && merged();
      await Promise.resolve(isMerged).then(
        (is) => is || failed(error, journey),
        (why) => failed(why, journey),
      );
    }
  }

  /** Whether what somebody else has saved is in what is on the screen now, which then is to be saved.
   * Rejects with what passes by itself. */
  async function merged(): Promise<boolean> {
    for (;;) {
      const mine = document.journey();
      const found = await mergeDraft(client, key, store.getState().saved, mine).catch((why) => {
        if (passes(why)) throw why;
      });
      const drawn = found && found.clashes.length === 0 && drawable(found.definition);
      if (!drawn || !("journey" in drawn)) return false;
      // What was typed meanwhile is to be in it, too.
      if (document.journey() !== mine) continue;
      uncertain = null;
      const theirs = found.theirs as unknown as Journey;
      // What is kept may be what is on the screen: there is nothing to send then.
      const kept = JSON.stringify(theirs) === JSON.stringify(mine) ? mine : theirs;
      over(found.revision, kept);
      // In their order, too: else two windows would for ever save it in the order of each.
      const merge = isSame(drawn.journey, kept) ? kept : drawn.journey;
      if (JSON.stringify(merge) !== JSON.stringify(mine)) taken(merge, found.said);
      changed();
      if (document.journey() === kept) await again();
      else later(0);
      return true;
    }
  }

  async function again(): Promise<void> {
    const { state, judged } = store.getState();
    if (state !== "saved") return;
    const read = await readDraft(client, key).catch(() => null);
    const now = store.getState();
    if (!read || now.judged !== judged || now.state !== "saved") return;
    // What was saved just before it was archived is taken in first.
    if (read.revision !== judged.revision) {
      // What fails now is looked at again by and by.
      if (!(await merged().catch(() => true)))
        store.set((latest) => ({ ...latest, state: "conflict" }));
      // A save that is waiting for this goes on by itself.
      else if (!running) await save();
    } else if (read.status === "archived") ended(null, read);
    else store.set(() => ({ ...now, judged: read }));
  }

  /** It has been archived: nothing of it is saved any more. */
  function ended(because: string | null, judged: Judged): void {
    clearTimeout(timer);
    store.set((now) => ({ ...now, state: "read-only", because, judged }));
  }

  const over = (revision: number, theirs: Journey) =>
    store.set((now) => ({
      state: "waiting",
      because: null,
      judged: { ...now.judged, revision },
      saved: theirs,
    }));

  function failed(error: unknown, journey: Journey): void {
    const status = statusOf(error);
    const because = messageOf(error);
    uncertain = status === 0 || status >= 500 ? journey : null;
    if (error instanceof ApiError && error.code === "archived")
      ended(because, { ...store.getState().judged, status: "archived" });
    else if (status === 412) store.set((now) => ({ ...now, state: "conflict", because }));
    else if (FOR_GOOD.includes(status)) store.set((now) => ({ ...now, state: "refused", because }));
    else if (!passes(error)) store.set((now) => ({ ...now, state: "rejected", because }));
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
      // What was typed while it was being saved, or follows what was uncertain, is a save of its own.
      for (let tries = 0; tries < 5; tries += 1) {
        await save();
        if (store.getState().state !== "waiting") break;
      }
      const { state } = store.getState();
      return state === "saved" || state === "read-only";
    },
    again: () => {
      looking ??= again().finally(() => {
        looking = null;
      });
      return looking;
    },
    leave: () => {
      const small = JSON.stringify(document.journey()).length * 2 < AFTER_THE_PAGE;
      void save(small);
    },
    overwrite: (revision, theirs) => {
      over(revision, theirs);
      changed();
      void (document.journey() === theirs ? again() : save());
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

const statusOf = (error: unknown): number => (error instanceof ApiError ? error.status : 0);

/** Whether trying again may help. */
function passes(error: unknown): boolean {
  const status = statusOf(error);
  return status < 400 || status >= 500 || status === 408 || status === 429;
}
