/** What can be done with the chosen step as a whole, also where nothing can be dragged. */

import { useMemo, useState } from "react";
import * as commands from "@/app/commands";
import { useBuilder, useJourney } from "@/app/context";
import { wordsOf } from "@/canvas/saying";
import { ENTRY, type LinkRef, linksFrom } from "@/definition/links";
import type { Journey, StepId } from "@/definition/types";
import { blockOf } from "@/model/edits/block";
import { Button } from "@/parts/buttons";
import { Combobox } from "@/parts/Combobox";
import { stepTitle } from "@/sentences/words";
import { linkKey } from "@/state/overlay";

export function StepActs({ id }: { id: StepId }) {
  const builder = useBuilder();
  const ends = useJourney((journey) => linksFrom(journey, id).length === 0);
  const [moving, setMoving] = useState(false);
  const toClipboard = (text: string | undefined) => {
    if (text !== undefined) void navigator.clipboard.writeText(text);
  };
  return (
    <>
      <div className="b-form-acts">
        {!ends && (
          <Button icon="copy" act={() => commands.duplicate(builder)}>
            Duplicate
          </Button>
        )}
        <Button act={() => toClipboard(commands.copy(builder))}>Copy</Button>
        {!ends && <Button act={() => toClipboard(commands.cut(builder))}>Cut</Button>}
        {!ends && <Button act={() => setMoving(!moving)}>Move …</Button>}
        <Button icon="trash" tone="bad" act={() => commands.askToRemove(builder)}>
          Remove
        </Button>
      </div>
      {moving && <Move id={id} done={() => setMoving(false)} />}
    </>
  );
}

/** Where it can go, in words. */
function Move({ id, done }: { id: StepId; done: () => void }) {
  const builder = useBuilder();
  const journey = useJourney();
  const places = useMemo(() => placesFor(journey, id), [journey, id]);
  return (
    <Combobox
      label="Move it, with its ways, to"
      path="move"
      placeholder="After which step"
      value=""
      offers={places.map(({ link, words }) => ({
        value: linkKey(link.step, link.outlet),
        label: words,
      }))}
      nothing="There is nowhere else."
      change={(key) => {
        const place = places.find(({ link }) => linkKey(link.step, link.outlet) === key);
        if (!place) return;
        done();
        commands.move(builder, id, place.link);
      }}
    />
  );
}

function placesFor(journey: Journey, id: StepId): { link: LinkRef; words: string }[] {
  const inside = new Set(blockOf(journey, id).steps);
  return [ENTRY, ...Object.keys(journey.steps)].flatMap((step) =>
    inside.has(step)
      ? []
      : linksFrom(journey, step)
          .filter(([, target]) => target !== id)
          .map(([outlet]) => ({
            link: { step, outlet },
            words: afterWhich(journey, step, outlet),
          })),
  );
}

function afterWhich(journey: Journey, step: StepId, outlet: string): string {
  if (step === ENTRY) return "The beginning";
  const words = wordsOf(journey, step, outlet);
  return words === ""
    ? `After “${stepTitle(journey, step)}”`
    : `After “${stepTitle(journey, step)}”: ${words}`;
}
