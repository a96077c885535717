/** What changes: as a list, and coloured on the canvas for as long as it is shown. */

import { useEffect } from "react";
import { useBuilder } from "@/app/context";
import { focusChosen } from "@/app/keyboard";
import { Unanswered } from "@/parts/Wrong";
import { Differences } from "@/versions/Differences";
import { differenceOverlay } from "@/versions/overlay";
import type { Publishing } from "./usePublishing";

const OWNER = "publish";

export function Changed({ publishing }: { publishing: Publishing }) {
  const builder = useBuilder();
  const { overlays, selection } = builder;
  const { comparison, target, version } = publishing;
  const { value, failed } = comparison;
  // The canvas shows the draft. An earlier version is not on it.
  const isDrawn = version === null;
  useEffect(() => {
    if (!isDrawn || !value) return;
    overlays.show({ ...differenceOverlay(OWNER, value), whole: true });
    return () => overlays.hide(OWNER);
  }, [isDrawn, overlays, value]);
  // Who comes back to a step comes back to the one that was chosen from here.
  useEffect(
    () => () => {
      if (document.activeElement?.closest("[data-step]")) focusChosen(builder);
    },
    [builder],
  );
  const isColoured = isDrawn && value !== null && value.steps.length > 0;
  return (
    <section>
      <h3>What changes</h3>
      {value && (
        <Differences
          comparison={value}
          none="Nothing: it is what is live."
          {...(isDrawn && { choose: (step: string) => selection.choose(step) })}
        />
      )}
      {isColoured && (
        <p className="b-hint b-beside">
          The journey beside this shows it in colour. Lines of steps that are on it lead there.
        </p>
      )}
      {failed && <Unanswered failed={failed} again={comparison.again} />}
      {!value && !failed && (
        <p className="b-hint">
          {target ? "Comparing …" : "It is compared with what is live as soon as it is saved."}
        </p>
      )}
    </section>
  );
}
