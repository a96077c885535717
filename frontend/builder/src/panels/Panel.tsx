/** The panel at the side: whichever is open. On a phone it covers the journey,
 * unless it marks that. */

import { Suspense } from "react";
import { useBuilder } from "@/app/context";
import { backToJourney } from "@/app/keyboard";
import { Kept } from "@/app/SaveState";
import { Icon } from "@/parts/Icon";
import { isNarrow } from "@/state/narrow";
import { MARKS } from "@/state/panels";
import { useStored } from "@/state/store";
import { FormPanel } from "./FormPanel";
import { PANELS } from "./registry";

export function Panel() {
  const builder = useBuilder();
  const { panels } = builder;
  const open = useStored(panels, (state) => state.panel);
  if (open === null) return null;
  const kind = PANELS[open];
  const covers = !MARKS.has(open);
  return (
    <aside
      className={covers ? "b-panel" : "b-panel b-panel-low"}
      aria-label={kind?.title ?? "Settings"}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented) backToJourney(builder);
      }}
    >
      <button
        type="button"
        className="b-icon-button b-panel-close"
        aria-label="Close"
        onClick={() => {
          panels.open(null);
          backToJourney(builder);
        }}
      >
        <Icon name="close" />
      </button>
      {/* It covers the bar at the top, and with it whether the draft is saved. */}
      {covers && isNarrow() && (
        <p className="b-panel-saved">
          <Kept />
        </p>
      )}
      {kind && (
        <>
          <h2 className="b-panel-title">{kind.title}</h2>
          <Suspense fallback={<p className="b-loading">Loading …</p>}>
            <kind.Content />
          </Suspense>
        </>
      )}
      {open === "form" && <FormPanel />}
    </aside>
  );
}
