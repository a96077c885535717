/**
 * The way back over a reload: the edits of this tab are kept in its session. What had not been saved
 * when the tab went away is taken up again; what somebody else has saved meanwhile is merged with it.
 */

import type { Journey } from "@/definition/types";
import { decode, encode, type Row } from "@/model/deltas";
import { begin, type History } from "@/model/history";
import type { Document } from "./document";
import { keepIn } from "./keeping";
import type { Saving } from "./saving";

interface Kept {
  revision: number;
  /** Whether the server had what was on the screen. */
  saved: boolean;
  /** Past, present and future in one row, and behind them what the server had. */
  row: Row;
  /** Where in the row the present is. */
  at: number;
  /** Where in it stands what the server had. */
  base?: number;
}

/** So many steps back survive a reload. */
const DEPTH = 60;
/** How long after the last edit they are kept, in milliseconds. */
const REST = 400;

/** `edits`: of which journey, and whose. */
const keyOf = (edits: string): string => `onward/edits/${edits}`;

export interface Recalled {
  history: History<Journey>;
  /** The revision it was made from. Another than the draft's: somebody has saved in between. */
  revision: number;
  /** The draft it was made from, where that is known. */
  base: Journey | undefined;
}

/**
 * The edits of this tab, when they belong to the draft as it is, or when some of them were never
 * saved; else the draft alone.
 */
export function recalled(
  key: string,
  draft: Journey,
  revision: number,
  storage: Storage,
): Recalled {
  const anew = { history: begin(draft), revision, base: draft };
  const kept = read(storage.getItem(keyOf(key)));
  if (!kept) return anew;
  const journeys = decode(kept.row);
  const present = journeys[kept.at];
  if (!present) return anew;
  // What equals the draft is the draft, so that nothing needs saving.
  const same = JSON.stringify(present) === JSON.stringify(draft);
  if (kept.revision !== revision && kept.saved && !same) return anew;
  const history = {
    past: journeys.slice(0, kept.at),
    present: same ? draft : present,
    future: journeys.slice(kept.at + 1, kept.base),
    group: null,
    at: 0,
  };
  if (same || kept.revision === revision) return { ...anew, history };
  return { history, revision: kept.revision, base: journeys[kept.base ?? -1] };
}

function read(text: string | null): Kept | null {
  try {
    return text === null ? null : (JSON.parse(text) as Kept);
  } catch {
    return null;
  }
}

/** Keeps the edits from now on. Returns what ends it. */
export function remember(
  key: string,
  document: Document,
  saving: Saving,
  storage: Storage,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const keep = () => {
    clearTimeout(timer);
    const { past, present, future } = document.getState();
    const before = past.slice(-DEPTH);
    const { judged, saved } = saving.getState();
    const all = [...before, present, ...future.slice(0, DEPTH)];
    const row = encode([...all, saved]);
    if (!row) return;
    const kept: Kept = {
      revision: judged.revision,
      saved: saved === present,
      row,
      at: before.length,
      base: all.length,
    };
    keepIn(storage, keyOf(key), JSON.stringify(kept));
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(keep, REST);
  };
  const stops = [document.subscribe(later), saving.subscribe(later)];
  window.addEventListener("pagehide", keep);
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
    window.removeEventListener("pagehide", keep);
  };
}
