/** The dialog that is open, if any. */

import { Suspense } from "react";
import { useBuilder } from "@/app/context";
import { useStored } from "@/state/store";
import { DIALOGS } from "./registry";

export function Dialogs() {
  const { panels } = useBuilder();
  const dialog = useStored(panels, (state) => state.dialog);
  const Content = dialog && DIALOGS[dialog.name];
  return Content ? (
    <Suspense fallback={null}>
      <Content about={dialog.about} />
    </Suspense>
  ) : null;
}
