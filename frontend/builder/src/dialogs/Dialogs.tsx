/** The dialog that is open, if any; and the message that is being written. */

import { Suspense } from "react";
import { useBuilder } from "@/app/context";
import { loaded } from "@/app/later";
import { DialogNotLoaded } from "@/app/NotLoaded";
import { loadWriting } from "@/messages/MergeText";
import { useStored } from "@/state/store";
import { DIALOGS } from "./registry";

const MessageEditor = loaded(async () => {
  const [editor] = await Promise.all([import("@/messages/MessageEditor"), loadWriting()]);
  return editor.default;
}, DialogNotLoaded);

export function Dialogs() {
  const { panels, writing } = useBuilder();
  const written = useStored(writing, (state) => state);
  const dialog = useStored(panels, (state) => state.dialog);
  const Content = dialog && DIALOGS[dialog.name];
  return (
    <Suspense fallback={null}>
      {written !== null && <MessageEditor name={written} />}
      {Content && <Content about={dialog.about} />}
    </Suspense>
  );
}
