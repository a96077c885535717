/** Who is where, in the outline on a phone: there the panel that says so would cover half of it. */

import { useEffect } from "react";
import { traffic } from "@/api/traffic";
import { useBuilder } from "@/app/context";
import { lookAgain } from "@/state/looking";
import { isNarrow } from "@/state/narrow";
import { peopleOf, trafficOverlay } from "./overlay";

const OWNER = "here";
/** How often it is asked anew, in milliseconds. */
const EVERY = 30_000;

export function useHere(): void {
  const { client, page, overlays, saving } = useBuilder();
  useEffect(() => {
    if (!isNarrow() || saving.getState().judged.live_version === null) return;
    let current = true;
    const stop = lookAgain(async () => {
      // Whoever is offline sees what they saw last.
      const found = await traffic(client, page.journey, null, null).catch(() => null);
      if (found && current)
        overlays.show({
          ...trafficOverlay(OWNER, found, "here", (step, which) =>
            window.open(peopleOf(page.journey, step, which, null, null), "_blank", "noopener"),
          ),
          links: new Map(),
        });
      return EVERY;
    });
    return () => {
      current = false;
      stop();
      overlays.hide(OWNER);
    };
  }, [client, page, overlays, saving]);
}
