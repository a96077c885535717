/** Removing a step asks what is to become of those who would have come to it. */

import { useState } from "react";
import * as commands from "@/app/commands";
import { useBuilder, useJourney } from "@/app/context";
import type { StepId } from "@/definition/types";
import { goneFrom, healsTo, type Removal, removedAll } from "@/model/edits/remove";
import { type Naming, naming } from "@/model/edits/scenarios";
import { Choices } from "@/parts/fields";
import { stepTitle } from "@/sentences/words";
import { Dialog } from "./Dialog";

export function DeleteDialog({ about }: { about: unknown }) {
  const builder = useBuilder();
  const { panels } = builder;
  const ids = about as readonly StepId[];
  const journey = useJourney();
  const [first] = ids;
  const healable = ids.every((id) => healsTo(journey, id) !== undefined);
  const [how, setHow] = useState<Removal["how"]>(healable ? "heal" : "following");
  const all = Object.keys(journey.steps);
  const others = all.filter((id) => !ids.includes(id));
  const titles = others.map((id) => stepTitle(journey, id));
  // Not back to where they have been, which would have them go round.
  const below = others.find((id) => all.indexOf(id) > all.indexOf(first ?? ""));
  const [to, setTo] = useState<StepId>(below ?? others[0] ?? "");
  const [free, setFree] = useState(false);
  if (first === undefined) return null;
  const removal: Removal = how === "to" ? { how, step: to } : { how };
  const onward = healsTo(journey, first);
  const title =
    ids.length === 1 ? `Remove “${stepTitle(journey, first)}”?` : `Remove ${ids.length} steps?`;
  const act = () => {
    panels.close();
    commands.remove(builder, ids, removal, free);
  };
  const named = naming(journey, goneFrom(journey, removedAll(journey, ids, removal).journey));
  return (
    <Dialog
      title={title}
      close={panels.close}
      foot={
        <>
          <button type="button" className="b-button" onClick={panels.close}>
            Keep it
          </button>
          <button
            type="button"
            className="b-button b-button-main"
            disabled={how === "to" && to === ""}
            onClick={act}
          >
            Remove
          </button>
        </>
      }
    >
      <fieldset className="b-choices">
        <legend>What becomes of those who would have come here?</legend>
        {healable && (
          <Choice value="heal" how={how} choose={setHow}>
            They go on
            {ids.length === 1 && onward !== undefined
              ? ` to “${stepTitle(journey, onward)}”`
              : " to what follows"}
            <Lost ids={ids} removal={{ how: "heal" }} />
          </Choice>
        )}
        {ids.length === 1 && (
          <Choice value="following" how={how} choose={setHow}>
            The journey ends for them here; what only this leads to is removed as well
            <Lost ids={ids} removal={{ how: "following" }} />
          </Choice>
        )}
        {others.length > 0 && (
          <Choice value="to" how={how} choose={setHow}>
            They go on at
            <Choices
              aria-label="Step they go on at"
              value={to}
              disabled={false}
              options={others.map((id) => {
                const title = stepTitle(journey, id);
                const alike = titles.filter((each) => each === title).length > 1;
                return { value: id, label: alike ? `${title} (${id})` : title };
              })}
              change={(step) => {
                setTo(step);
                setHow("to");
              }}
            />
            {how === "to" && <Lost ids={ids} removal={removal} />}
          </Choice>
        )}
      </fieldset>
      {named.length > 0 && <Named named={named} free={free} choose={setFree} />}
      <p className="b-hint">
        {builder.saving.getState().judged.live_version !== null &&
          "Customers who stand here now are asked about when you publish. "}
        You can undo this.
      </p>
    </Dialog>
  );
}

function Choice({
  value,
  how,
  choose,
  children,
}: {
  value: Removal["how"];
  how: Removal["how"];
  choose: (how: Removal["how"]) => void;
  children: React.ReactNode;
}) {
  return (
    <label className="b-choice">
      <input
        data-first
        type="radio"
        name="how"
        checked={how === value}
        onChange={() => choose(value)}
      />
      <span>{children}</span>
    </label>
  );
}

/** Scenarios that expect something of it, or in which something happens to it. */
function Named({
  named,
  free,
  choose,
}: {
  named: readonly Naming[];
  free: boolean;
  choose: (free: boolean) => void;
}) {
  const whole = named.filter((each) => each.whole);
  return (
    <fieldset className="b-choices">
      <legend>
        {named.length === 1 ? "A scenario counts" : `${named.length} scenarios count`} on what is
        removed: {listed(named)}
      </legend>
      <label className="b-choice">
        <input type="checkbox" checked={free} onChange={(event) => choose(event.target.checked)} />
        <span>
          Take it out there as well
          {free && whole.length > 0 && (
            <small>
              Nothing else is expected in {listed(whole)}:{" "}
              {whole.length === 1 ? "that scenario is" : "those scenarios are"} removed.
            </small>
          )}
          {!free && (
            <small>
              It cannot be published before{" "}
              {named.length === 1 ? "that scenario is" : "those scenarios are"} changed.
            </small>
          )}
        </span>
      </label>
    </fieldset>
  );
}

function listed(named: readonly Naming[]): string {
  const names = named.slice(0, 3).map(({ name }) => `“${name}”`);
  return names.join(", ") + (named.length > 3 ? ` and ${named.length - 3} more` : "");
}

/** What would go with it. */
function Lost({ ids, removal }: { ids: readonly StepId[]; removal: Removal }) {
  const journey = useJourney();
  const { lost } = removedAll(journey, ids, removal);
  if (lost.length === 0) return null;
  const titles = lost.slice(0, 3).map((step) => `“${stepTitle(journey, step)}”`);
  const more = lost.length > 3 ? ` and ${lost.length - 3} more` : "";
  return (
    <small>
      Goes with it: {titles.join(", ")}
      {more}
    </small>
  );
}
