/** What has become of a journey while it lay open here. */

import type { Judged } from "@/api/draft";

/** Null: nothing, or nothing that is said in a word. */
export function doneElsewhere(before: Judged, now: Judged): string | null {
  if (now.live_version !== before.live_version)
    return `Version ${now.live_version} is live now. It was published elsewhere.`;
  if (now.status === before.status) return null;
  if (now.status === "paused") return "It has been paused: nothing goes out until it is resumed.";
  return now.status === "live" ? "It has been resumed: what is due goes out." : null;
}
