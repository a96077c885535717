/** What the canvas shows, from everything that has a say in it. */

import { useEffect, useMemo, useRef, useState } from "react";
import { useBuilder, useJourney, useNames } from "@/app/context";
import type { StepId } from "@/definition/types";
import { daysInWords } from "@/model/days";
import { oncePainted } from "@/state/painting";
import { useStored } from "@/state/store";
import { type Drawing, drawing, type Elements } from "./elements";
import { lookNow } from "./measuring";
import { useSight } from "./sight";

/** `held` is drawn even out of sight, as of a long journey only what is in sight is. */
export function useElements(long: boolean, held: StepId | null): Elements {
  const builder = useBuilder();
  const journey = useJourney();
  const names = useNames();
  const folded = useStored(builder.folding, (state) => state);
  const problems = useStored(builder.findings, (state) => state);
  const overlay = useStored(builder.overlays, (state) => state);
  const ruled = useStored(builder.panels, (state) => state.ruler);
  const seen = useSight();
  const sight = long ? seen : null;
  const draw = useRef<Drawing>(undefined);
  draw.current ??= drawing();
  const look = useLook();
  const drawn = useOncePainted(journey);
  const days = useMemo(() => (ruled ? daysInWords(drawn) : null), [ruled, drawn]);
  return useMemo(
    () =>
      (draw.current ?? drawing())({
        journey,
        folded,
        names,
        look,
        problems,
        overlay,
        days,
        sight,
        held,
      }),
    [journey, folded, names, look, problems, overlay, days, sight, held],
  );
}

/** Another one once the browser's own zoom is, or a font has come late. */
function useLook(): string {
  const [look, setLook] = useState(lookNow);
  useEffect(() => {
    const again = () => setLook(lookNow());
    window.addEventListener("resize", again);
    document.fonts?.addEventListener("loadingdone", again);
    return () => {
      window.removeEventListener("resize", again);
      document.fonts?.removeEventListener("loadingdone", again);
    };
  }, []);
  return look;
}

/** The value, once what else it changes is on the screen: of several in a row, the last. */
function useOncePainted<T>(value: T): T {
  const [painted, setPainted] = useState(value);
  useEffect(() => oncePainted(() => setPainted(value)), [value]);
  return painted;
}
