/** Panels, dialogs and the text view: one file of the bundle, fetched by `later`. */

export { default as ConflictDialog } from "@/dialogs/ConflictDialog";
export { default as ImportDialog } from "@/dialogs/ImportDialog";
export { default as PauseDialog } from "@/dialogs/PauseDialog";
export { default as PublishDialog } from "@/dialogs/PublishDialog";
export { default as ShortcutsDialog } from "@/dialogs/ShortcutsDialog";
export { default as LivePanel } from "@/live/LivePanel";
export { default as PathPanel } from "@/live/PathPanel";
export { default as TryOnMePanel } from "@/live/TryOnMePanel";
export { default as ProblemsPanel } from "@/panels/ProblemsPanel";
export { default as VersionsPanel } from "@/panels/VersionsPanel";
export { default as ScenariosPanel } from "@/simulate/ScenariosPanel";
export { default as SimulatePanel } from "@/simulate/SimulatePanel";
export { default as TextView } from "@/text/TextView";
export { default as WalkPanel } from "@/walk/WalkPanel";
