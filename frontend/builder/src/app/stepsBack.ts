/**
 * The browser's Back closes what stands open, the topmost first, before it leaves the page: as long as
 * something is open there is one entry more in the browser's history, which that takes away.
 */

import { openMenu } from "@/state/menus";
import type { Builder } from "./builder";

type Entries = Pick<History, "state" | "pushState" | "back">;

/** What marks the entry as ours, also after a reload. */
const OURS = "onward-open";

/** Returns what ends it. */
export function closeByBack(builder: Builder, entries: Entries, page: EventTarget): () => void {
  const { panels, writing, adding, following } = builder;
  // What the page opened itself, nobody expects to close by going back.
  let begun = panels.getState().panel;
  let kept = entries.state === OURS;
  let returning = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** Closes the topmost of what is open; null when nothing is. */
  function closing(): (() => void) | null {
    const { dialog, panel } = panels.getState();
    const menu = openMenu.getState();
    if (menu)
      return () => {
        openMenu.set(() => null);
        menu();
      };
    if (dialog !== null) return panels.close;
    if (writing.getState() !== null) return writing.close;
    if (adding.getState() !== null) return adding.end;
    return panel === null || panel === begun ? null : () => panels.open(null);
  }

  function settle(): void {
    if (returning) return;
    const open = closing() !== null;
    if (open && !kept) {
      entries.pushState(OURS, "");
      kept = true;
    } else if (!open && kept) {
      returning = true;
      entries.back();
    }
  }

  function changed(): void {
    if (panels.getState().panel !== begun) begun = null;
    // Once for what is closed and opened in one go.
    clearTimeout(timer);
    timer = setTimeout(settle, 0);
  }

  function popped(): void {
    const own = returning;
    kept = false;
    returning = false;
    // The entry below has the address of before.
    following.follow(following.getState());
    if (!own) closing()?.();
    changed();
  }

  const stops = [panels, writing, adding, openMenu].map((store) => store.subscribe(changed));
  page.addEventListener("popstate", popped);
  changed();
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
    page.removeEventListener("popstate", popped);
  };
}
