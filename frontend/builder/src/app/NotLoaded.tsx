/** Stands where a part of the builder did not come: its reader is offline, or the site has another by now.

A browser does not ask twice for a script that did not come, so the page is loaded anew; but only once
the site answers, lest the edits make way for a browser's own page. */

import { useState } from "react";
import { messageOf } from "@/api/client";
import { readDraft } from "@/api/draft";
import { Dialog } from "@/dialogs/Dialog";
import { useBuilder } from "./context";

export function NotLoaded() {
  const { client, page, saving } = useBuilder();
  const [failed, setFailed] = useState<string | null>(null);
  const anew = async () => {
    setFailed(null);
    try {
      await readDraft(client, page.journey);
      await saving.flush();
      window.location.reload();
    } catch (error) {
      setFailed(messageOf(error));
    }
  };
  return (
    <div className="b-form">
      <p role="alert">
        This could not be loaded. You may be offline, or Onward has been updated since you opened
        this page. What you have edited is kept.
      </p>
      <div className="b-form-acts">
        <button type="button" className="b-button b-button-main" onClick={() => void anew()}>
          Reload the page
        </button>
      </div>
      {failed && (
        <p className="b-text-bad" role="alert">
          {failed}
        </p>
      )}
    </div>
  );
}

/** The same in place of a dialog, or of the message editor. */
export function DialogNotLoaded() {
  const { panels, writing } = useBuilder();
  return (
    <Dialog
      title="This cannot be opened"
      close={() => {
        panels.close();
        writing.close();
      }}
    >
      <NotLoaded />
    </Dialog>
  );
}
