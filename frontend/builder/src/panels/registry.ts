/** The panels there are. Each is loaded when it is first opened. */

import { type ComponentType, lazy } from "react";
import type { PanelName } from "@/state/panels";

export interface PanelKind {
  title: string;
  Content: ComponentType;
  /** Whether it marks the journey, which then stays in sight beside it, on a phone too. */
  marks?: boolean;
}

export const PANELS: Partial<Record<PanelName, PanelKind>> = {
  problems: { title: "Problems", Content: lazy(() => import("./ProblemsPanel")) },
  walk: { title: "Walk through", Content: lazy(() => import("@/walk/WalkPanel")), marks: true },
  simulate: {
    title: "Simulate",
    Content: lazy(() => import("@/simulate/SimulatePanel")),
    marks: true,
  },
  scenarios: { title: "Scenarios", Content: lazy(() => import("@/simulate/ScenariosPanel")) },
  live: { title: "Live", Content: lazy(() => import("@/live/LivePanel")), marks: true },
  path: { title: "One customer", Content: lazy(() => import("@/live/PathPanel")), marks: true },
  "try-on-me": { title: "Send to me", Content: lazy(() => import("@/live/TryOnMePanel")) },
  versions: { title: "Versions", Content: lazy(() => import("./VersionsPanel")), marks: true },
};
