/** The dialogs there are. Larger ones are loaded when they are first asked for. */

import type { ComponentType } from "react";
import { dialogLater } from "@/app/later";
import type { DialogName } from "@/state/panels";
import { ConfirmDialog } from "./ConfirmDialog";
import { DeleteDialog } from "./DeleteDialog";

/** `about`: what it was asked about; each dialog knows what that is. */
export type DialogContent = ComponentType<{ about: unknown }>;

export const DIALOGS: Partial<Record<DialogName, DialogContent>> = {
  confirm: ConfirmDialog,
  delete: DeleteDialog,
  publish: dialogLater("PublishDialog"),
  conflict: dialogLater("ConflictDialog"),
  pause: dialogLater("PauseDialog"),
  import: dialogLater("ImportDialog"),
  shortcuts: dialogLater("ShortcutsDialog"),
};
