/** What can be done with the chosen step as a whole, also where nothing can be dragged. */

import { useEffect, useMemo, useRef, useState } from "react";
import * as commands from "@/app/commands";
import { useBuilder, useJourney, useNames } from "@/app/context";
import { wordsOf } from "@/canvas/saying";
import { ENTRY, linksFrom } from "@/definition/links";
import type { Journey, StepId } from "@/definition/types";
import { movable } from "@/model/edits/move";
import { flowOf, graphOf, type Link } from "@/model/graph";
import { Button } from "@/parts/buttons";
import { Combobox } from "@/parts/Combobox";
import type { Names } from "@/sentences/names";
import { stepTitle } from "@/sentences/words";
import type { Slot } from "@/state/dragging";
import { linkKey } from "@/state/overlay";
import { useStored } from "@/state/store";

export function StepActs({ id }: { id: StepId }) {
  const builder = useBuilder();
  // Asked at every edit: not what all lies on its ways, but whether it has several.
  const ways = useJourney(
    (journey) => new Set(linksFrom(journey, id).map(([, target]) => target)).size,
  );
  const [moving, setMoving] = useState(false);
  const led = useStored(builder.selection, (state) => state);
  useEffect(() => {
    if (led.field === "move") setMoving(true);
  }, [led]);
  return (
    <>
      <div className="b-form-acts">
        {ways > 0 && (
          <Button icon="copy" act={() => commands.duplicate(builder)}>
            Duplicate
          </Button>
        )}
        <Button act={() => toClipboard(commands.copy(builder))}>Copy</Button>
        {ways > 1 && (
          <Button act={() => toClipboard(commands.copy(builder, true))}>Copy with its ways</Button>
        )}
        {ways > 0 && <Button act={() => toClipboard(commands.cut(builder))}>Cut</Button>}
        {ways > 0 && (
          <button
            type="button"
            className="b-button"
            aria-expanded={moving}
            onClick={() => setMoving(!moving)}
          >
            Move …
          </button>
        )}
        <Button icon="trash" tone="bad" act={() => commands.askToRemove(builder)}>
          Remove
        </Button>
      </div>
      {moving && <Move id={id} done={() => setMoving(false)} />}
    </>
  );
}

/** For other journeys and programs. Without HTTPS a browser has none; here it can be pasted anyway. */
export function toClipboard(text: string | undefined): void {
  if (text !== undefined) navigator.clipboard?.writeText(text).catch(() => undefined);
}

/** Where it can go, in words. */
function Move({ id, done }: { id: StepId; done: () => void }) {
  const builder = useBuilder();
  const journey = useJourney();
  const names = useNames();
  const places = useMemo(() => placesFor(journey, id, names), [journey, id, names]);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector("input")?.focus();
    box.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <div ref={box}>
      <Combobox
        label="Move it, with its ways, to"
        path="move"
        placeholder="After which step"
        value=""
        offers={places.map(({ key, words }) => ({ value: key, label: words }))}
        nothing="There is nowhere else."
        change={(chosen) => {
          const place = places.find(({ key }) => key === chosen);
          if (!place) return;
          done();
          commands.move(builder, id, place);
        }}
      />
    </div>
  );
}

interface Place extends Slot {
  key: string;
  words: string;
}

/** In the order of the flow: above where ways meet, all of them; then each by itself. */
function placesFor(journey: Journey, id: StepId, names: Names): Place[] {
  const fits = movable(journey, id);
  const graph = graphOf(flowOf(journey));
  const forward = [...graph.links.values()].flat().filter(({ back }) => !back);
  return [ENTRY, ...graph.order]
    .flatMap((step): Place[] => [
      ...aboveWhich(journey, step, forward),
      ...linksFrom(journey, step).map(([outlet]) => ({
        key: linkKey(step, outlet),
        link: { step, outlet },
        words: afterWhich(journey, step, outlet, names),
      })),
    ])
    .filter(({ link, beside }) => fits(link, beside));
}

function aboveWhich(journey: Journey, step: StepId, forward: readonly Link[]): Place[] {
  const [link, ...beside] = forward
    .filter(({ target }) => target === step)
    .map(({ source, outlet }) => ({ step: source, outlet }));
  if (!link || beside.length === 0) return [];
  const words = `Before “${stepTitle(journey, step)}”, for all ways that meet there`;
  return [{ key: `above/${step}`, link, beside, words }];
}

function afterWhich(journey: Journey, step: StepId, outlet: string, names: Names): string {
  if (step === ENTRY) return "The beginning";
  const words = wordsOf(journey, step, outlet, names);
  return words === ""
    ? `After “${stepTitle(journey, step)}”`
    : `After “${stepTitle(journey, step)}”: ${words}`;
}
