/** A colleague, or one's own other window, has saved the same draft meanwhile, and both have changed the
 * same: what each has changed, and which of it is to be. All else is merged. */

import { useMemo, useState } from "react";
import { type Merged, mergeDraft, type Whose } from "@/api/draft";
import * as commands from "@/app/commands";
import { useBuilder } from "@/app/context";
import { drawable } from "@/definition/reading";
import type { Journey } from "@/definition/types";
import { templateInWords } from "@/sentences/words";
import { type Ask, useAnswer } from "@/state/answer";
import { ago } from "@/times/moment";
import { Dialog } from "./Dialog";

const TAKEN = "It is one draft again.";

export default function ConflictDialog() {
  const builder = useBuilder();
  const { client, page, document: edited, saving, panels, announcer } = builder;
  const [choices, setChoices] = useState<Readonly<Record<string, Whose>>>({});
  const asking = useMemo<Ask<Merged>>(
    () => () =>
      mergeDraft(client, page.journey, saving.getState().saved, edited.journey(), choices),
    [client, page.journey, saving, edited, choices],
  );
  const { value, last: found, failed } = useAnswer(asking);
  const own = found?.saved_by === page.reader;
  const who = own ? "You" : (found?.saved_by_name ?? "Somebody else");
  const names: Record<Whose, string> = own
    ? { mine: "This window’s", theirs: "The other window’s" }
    : { mine: "Yours", theirs: `${who}’s` };
  const drawn = (definition: unknown): Journey | undefined => {
    const shown = drawable(definition);
    return "journey" in shown ? shown.journey : undefined;
  };
  const theirs = found && drawn(found.theirs);
  const all = found && drawn(found.definition);
  const chosen = found?.clashes.every(({ path }) => choices[path]);
  const take = (journey: Journey | null | undefined) => {
    if (!found || !journey) return;
    // Whatever was chosen, theirs and one's own are steps back; the audit keeps them in any case.
    if (theirs && journey !== theirs) edited.edit(() => theirs);
    commands.takeOver(builder, journey, TAKEN);
    announcer.say(TAKEN);
    saving.overwrite(found.revision, found.theirs as unknown as Journey);
    panels.close();
  };
  return (
    <Dialog
      title={
        found && !all
          ? "What was saved cannot be shown"
          : found
            ? `Both ${own ? "windows" : "of you"} changed the same thing`
            : "The same thing was changed twice"
      }
      close={panels.close}
      foot={
        found && (
          <>
            <button type="button" className="b-button" onClick={() => take(edited.journey())}>
              All {own ? "of this window" : "mine"}
            </button>
            <button
              type="button"
              className="b-button"
              disabled={!theirs}
              onClick={() => take(theirs)}
            >
              All {own ? "of the other" : "theirs"}
            </button>
            {all && (
              <button
                type="button"
                className="b-button b-button-main"
                disabled={!value || !chosen}
                onClick={() => take(all)}
              >
                Save as chosen
              </button>
            )}
          </>
        )
      }
    >
      {failed && <p className="b-text-bad">{failed.message}</p>}
      {found && !all && (
        <p>
          {who} saved what cannot be shown here. Reload the page to see it: what you have edited is
          kept.
        </p>
      )}
      {found && all && (
        <p>
          {who} saved this draft {own && "in another window "}
          {found.saved_at ? ago(found.saved_at) : "meanwhile"}. Choose for these: “Save as chosen”
          keeps all other changes, of both. You can undo it.
        </p>
      )}
      {found?.clashes.map((clash) => (
        <fieldset className="b-choices" key={clash.path}>
          <legend>{clash.title}</legend>
          {(["mine", "theirs"] as const).map((whose) => (
            <label className="b-choice" key={whose}>
              <input
                type="radio"
                name={clash.path}
                checked={choices[clash.path] === whose}
                onChange={() => setChoices({ ...choices, [clash.path]: whose })}
              />
              <span>
                {names[whose]}
                {clash[whose].map((text) => (
                  <small key={text}>{templateInWords(text)}</small>
                ))}
              </span>
            </label>
          ))}
        </fieldset>
      ))}
      {!found && !failed && <p className="b-loading">Looking at both …</p>}
    </Dialog>
  );
}
