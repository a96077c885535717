/** The panels there are. They are loaded when one is first opened. */

import type { ComponentType } from "react";
import { later } from "@/app/later";
import type { PanelName } from "@/state/panels";

export interface PanelKind {
  title: string;
  Content: ComponentType;
}

export const PANELS: Partial<Record<PanelName, PanelKind>> = {
  problems: { title: "Problems", Content: later("ProblemsPanel") },
  walk: { title: "Walk through", Content: later("WalkPanel") },
  simulate: { title: "Simulate", Content: later("SimulatePanel") },
  scenarios: { title: "Scenarios", Content: later("ScenariosPanel") },
  live: { title: "Live", Content: later("LivePanel") },
  path: { title: "One customer", Content: later("PathPanel") },
  "try-on-me": { title: "Send to me", Content: later("TryOnMePanel") },
  versions: { title: "Versions", Content: later("VersionsPanel") },
};
