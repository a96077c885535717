/** The panel at the side: whichever is open. On a phone it covers the journey,
 * unless it marks that. */

import { Suspense, useEffect, useRef } from "react";
import { useBuilder } from "@/app/context";
import { backToJourney, focusForm } from "@/app/keyboard";
import { Kept } from "@/app/SaveState";
import { Icon } from "@/parts/Icon";
import { covers, MARKS } from "@/state/panels";
import { useStored } from "@/state/store";
import { FormPanel } from "./FormPanel";
import { PANELS } from "./registry";

export function Panel() {
  const builder = useBuilder();
  const { panels, selection } = builder;
  const { panel: open, asked } = useStored(panels, (state) => state);
  const panel = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  /** What has opened it by keys, to be gone back to. */
  const opener = useRef<HTMLElement>(null);
  // As long as it is there: it may go with what opens.
  const active = document.querySelector<HTMLElement>(":focus-visible");
  const within = active?.closest(".b-panel");
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time one is asked for, and by whom then
  useEffect(() => {
    if (!active?.closest(".b-panel")) opener.current = active?.closest(".b-bar") ? active : null;
    // What it covers can be come to no more; and whoever is led from a dialog is here.
    const isHere = covers(open) || (open === "form" && active?.closest("dialog"));
    if (isHere && !panel.current?.matches(":focus-within"))
      panel.current?.focus({ preventScroll: true });
    if (!active || open === null) return;
    if (open !== "form") heading.current?.focus({ preventScroll: true });
    else if (within || (opener.current && selection.getState().focus === null)) focusForm(builder);
  }, [asked]);
  if (open === null) return null;
  const back = () => (opener.current ? opener.current.focus() : backToJourney(builder));
  const kind = PANELS[open];
  return (
    <aside
      ref={panel}
      tabIndex={-1}
      className={MARKS.has(open) ? "b-panel b-panel-low" : "b-panel"}
      aria-label={kind?.title ?? "Settings"}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        if (open === "form" && selection.getState().focus === null) panels.open(null);
        back();
      }}
    >
      <button
        type="button"
        className="b-icon-button b-panel-close"
        aria-label="Close"
        onClick={() => {
          panels.open(null);
          back();
        }}
      >
        <Icon name="close" />
      </button>
      {/* It covers the bar at the top, and with it whether the draft is saved. */}
      {covers(open) && (
        <p className="b-panel-saved">
          <Kept />
        </p>
      )}
      {kind && (
        <>
          <h2 className="b-panel-title" ref={heading} tabIndex={-1}>
            {kind.title}
          </h2>
          <Suspense fallback={<p className="b-loading">Loading …</p>}>
            <kind.Content />
          </Suspense>
        </>
      )}
      {open === "form" && <FormPanel />}
    </aside>
  );
}
