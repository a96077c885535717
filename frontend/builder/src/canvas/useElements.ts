/** What the canvas shows, from everything that has a say in it. */

import { useMemo, useRef } from "react";
import { useBuilder, useJourney } from "@/app/context";
import { daysInWords } from "@/model/days";
import { useStored } from "@/state/store";
import { type Drawing, drawing, type Elements } from "./elements";

export function useElements(): Elements {
  const builder = useBuilder();
  const journey = useJourney();
  const folded = useStored(builder.folding, (state) => state);
  const problems = useStored(builder.findings, (state) => state);
  const overlay = useStored(builder.overlays, (state) => state);
  const ruled = useStored(builder.panels, (state) => state.ruler);
  const draw = useRef<Drawing>(undefined);
  draw.current ??= drawing();
  const days = useMemo(() => (ruled ? daysInWords(journey) : null), [ruled, journey]);
  return useMemo(
    () => (draw.current ?? drawing())({ journey, folded, problems, overlay, days }),
    [journey, folded, problems, overlay, days],
  );
}
