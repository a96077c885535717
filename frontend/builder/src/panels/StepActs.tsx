/** What can be done with the chosen step as a whole, also where nothing can be dragged. */

import { useEffect, useMemo, useRef, useState } from "react";
import * as commands from "@/app/commands";
import { useBuilder, useJourney, useNames } from "@/app/context";
import { actsOnSteps, MOVE, type StepAct } from "@/app/stepActs";
import { wordsOf } from "@/canvas/saying";
import { ENTRY, linksFrom } from "@/definition/links";
import type { Journey, StepId } from "@/definition/types";
import { movable } from "@/model/edits/move";
import { flowOf, graphOf, type Link } from "@/model/graph";
import { Combobox } from "@/parts/Combobox";
import type { Offer } from "@/parts/choosing";
import { Icon } from "@/parts/Icon";
import type { Names } from "@/sentences/names";
import { stepSentence } from "@/sentences/steps";
import { plain, stepTitle } from "@/sentences/words";
import type { Slot } from "@/state/dragging";
import { linkKey } from "@/state/overlay";
import { useStored } from "@/state/store";

export function StepActs({ id }: { id: StepId }) {
  const builder = useBuilder();
  const journey = useJourney();
  const [moving, setMoving] = useState(false);
  const led = useStored(builder.selection, (state) => state);
  useEffect(() => {
    if (led.field === "move") setMoving(true);
  }, [led]);
  return (
    <>
      <Acts
        items={actsOnSteps(builder, journey, [id])}
        moving={moving}
        move={() => setMoving(!moving)}
      />
      {moving && <Move id={id} done={() => setMoving(false)} />}
    </>
  );
}

/** The buttons of a form about what is chosen. */
export function Acts({ items, moving, move }: ActsProps) {
  return (
    <div className="b-form-acts">
      {items.map(({ label, icon, tone, does }) => {
        const asks = label === MOVE ? move : undefined;
        return (
          <button
            key={label}
            type="button"
            className={tone === "bad" ? "b-button b-text-bad" : "b-button"}
            aria-expanded={asks && moving}
            onClick={asks ?? does}
          >
            {icon && <Icon name={icon} size={14} />}
            {label}
          </button>
        );
      })}
    </div>
  );
}

interface ActsProps {
  items: readonly StepAct[];
  moving?: boolean;
  /** What asking where to does, where the form asks it itself. */
  move?: () => void;
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
        offers={places}
        nothing="There is nowhere else."
        change={(chosen) => {
          const place = places.find(({ value }) => value === chosen);
          if (!place) return;
          done();
          commands.move(builder, id, place);
        }}
      />
    </div>
  );
}

type Place = Slot & Offer;

/** In the order of the flow: above where ways meet, all of them; then each by itself. */
function placesFor(journey: Journey, id: StepId, names: Names): Place[] {
  const fits = movable(journey, id);
  const graph = graphOf(flowOf(journey));
  const forward = [...graph.links.values()].flat().filter(({ back }) => !back);
  return [ENTRY, ...graph.order]
    .flatMap((step): Place[] =>
      [
        ...aboveWhich(journey, step, forward),
        ...linksFrom(journey, step).map(([outlet]) => ({
          value: linkKey(step, outlet),
          link: { step, outlet },
          label: afterWhich(journey, step, outlet, names),
        })),
      ].map((place) =>
        step === ENTRY ? place : { ...place, detail: plain(stepSentence(journey, step, names)) },
      ),
    )
    .filter(({ link, beside }) => fits(link, beside));
}

function aboveWhich(journey: Journey, step: StepId, forward: readonly Link[]): Place[] {
  const [link, ...beside] = forward
    .filter(({ target }) => target === step)
    .map(({ source, outlet }) => ({ step: source, outlet }));
  if (!link || beside.length === 0) return [];
  const label = `Before “${stepTitle(journey, step)}”, for all ways that meet there`;
  return [{ value: `above/${step}`, link, beside, label }];
}

function afterWhich(journey: Journey, step: StepId, outlet: string, names: Names): string {
  if (step === ENTRY) return "The beginning";
  const words = wordsOf(journey, step, outlet, names);
  return words === ""
    ? `After “${stepTitle(journey, step)}”`
    : `After “${stepTitle(journey, step)}”: ${words}`;
}
