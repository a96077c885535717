/** A question before something goes with what is done. */

import { useBuilder } from "@/app/context";
import type { Confirming } from "@/state/panels";
import { Dialog } from "./Dialog";

export function ConfirmDialog({ about }: { about: unknown }) {
  const { panels } = useBuilder();
  const { title, text, verb, tone, act } = about as Confirming;
  return (
    <Dialog
      title={title}
      close={panels.close}
      foot={
        <>
          <button type="button" className="b-button" data-first={tone} onClick={panels.close}>
            Leave it as it is
          </button>
          <button
            type="button"
            className={`b-button b-button-main${tone ? " b-button-bad" : ""}`}
            onClick={() => {
              panels.close();
              act();
            }}
          >
            {verb}
          </button>
        </>
      }
    >
      <p>{text}</p>
    </Dialog>
  );
}
