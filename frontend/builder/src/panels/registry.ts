/** The panels there are. They are loaded when one is first opened. */

import type { ComponentType } from "react";
import { later } from "@/app/later";
import type { PanelName } from "@/state/panels";

export interface PanelKind {
  title: string;
  Content: ComponentType;
  /** Whether it marks the journey, which then stays in sight beside it, on a phone too. */
  marks?: boolean;
}

export const PANELS: Partial<Record<PanelName, PanelKind>> = {
  problems: { title: "Problems", Content: later("ProblemsPanel") },
  walk: { title: "Walk through", Content: later("WalkPanel"), marks: true },
  simulate: {
    title: "Simulate",
    Content: later("SimulatePanel"),
    marks: true,
  },
  scenarios: { title: "Scenarios", Content: later("ScenariosPanel") },
  live: { title: "Live", Content: later("LivePanel"), marks: true },
  path: { title: "One customer", Content: later("PathPanel"), marks: true },
  "try-on-me": { title: "Send to me", Content: later("TryOnMePanel") },
  versions: { title: "Versions", Content: later("VersionsPanel"), marks: true },
};
