/** The panels there are. Each is loaded when it is first opened. */

import { type ComponentType, lazy } from "react";
import type { PanelName } from "@/state/panels";

export interface PanelKind {
  title: string;
  Content: ComponentType;
}

export const PANELS: Partial<Record<PanelName, PanelKind>> = {
  problems: { title: "Problems", Content: lazy(() => import("./ProblemsPanel")) },
  versions: { title: "Versions", Content: lazy(() => import("./VersionsPanel")) },
};
