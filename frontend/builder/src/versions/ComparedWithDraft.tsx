/** What the draft has that a version has not: as a list, and coloured on the canvas. */

import { useEffect, useMemo } from "react";
import { type Comparison, compare } from "@/api/versions";
import { useBuilder, useJourney } from "@/app/context";
import { Unanswered } from "@/parts/Wrong";
import { type Ask, useAnswer } from "@/state/answer";
import { Differences } from "./Differences";
import { differenceOverlay } from "./overlay";

const OWNER = "versions";

export function ComparedWithDraft({ version }: { version: number }) {
  const { client, page, overlays, selection } = useBuilder();
  const journey = useJourney();
  const comparing = useMemo<Ask<Comparison>>(() => {
    const definition = journey as unknown as Record<string, unknown>;
    return (signal) => compare(client, page.journey, { version }, { definition }, signal);
  }, [client, journey, page.journey, version]);
  const { last, failed, again } = useAnswer(comparing);
  // While an edit is looked at, what was said before it stays; when that fails, it would be wrong.
  const found = failed ? null : last;
  useEffect(() => {
    if (found) overlays.show(differenceOverlay(OWNER, found));
    else overlays.hide(OWNER);
  }, [found, overlays]);
  useEffect(() => () => overlays.hide(OWNER), [overlays]);
  if (failed) return <Unanswered failed={failed} again={again} />;
  if (!found) return <p className="b-hint">Comparing …</p>;
  return (
    <Differences
      comparison={found}
      none="The draft says the same."
      choose={(step) => selection.choose(step)}
    />
  );
}
