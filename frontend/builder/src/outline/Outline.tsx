/** The journey as a nested list: the whole builder for keyboards, screen readers and phones. */

import { useEffect, useMemo } from "react";
import * as commands from "@/app/commands";
import { useBuilder, useJourney, useNames } from "@/app/context";
import { drawnOf, FOLDED, foldable } from "@/canvas/drawn";
import { partsCustomers } from "@/canvas/elements";
import { foldWords } from "@/canvas/StepNode";
import { refOf } from "@/canvas/slots";
import { ENTRY } from "@/definition/links";
import type { Journey, StepId } from "@/definition/types";
import { useHere } from "@/live/useHere";
import { type Days, daysInWords } from "@/model/days";
import { graphOf, type Link } from "@/model/graph";
import { type Item, outlineOf, type Way } from "@/model/outline";
import { counted, isBlocking, isWrong, type Problem } from "@/model/problem";
import { Found } from "@/parts/Found";
import { Icon } from "@/parts/Icon";
import { OnDays } from "@/parts/OnDays";
import { Said } from "@/parts/Said";
import type { Names } from "@/sentences/names";
import { waySentence } from "@/sentences/outlets";
import { placeInWords } from "@/sentences/places";
import { entrySentence } from "@/sentences/rules";
import { stepSentence } from "@/sentences/steps";
import { stepTitle } from "@/sentences/words";
import { footOf } from "@/state/adding";
import { isNarrow } from "@/state/narrow";
import { linkKey, type OnLink, type Overlay } from "@/state/overlay";
import { useStored } from "@/state/store";
import { kindOf } from "@/steps";

interface Shown {
  journey: Journey;
  chosen: ReadonlySet<StepId>;
  problems: readonly Problem[];
  overlay: Overlay | null;
  days: ReadonlyMap<StepId, Days>;
  hidden: ReadonlyMap<StepId, number>;
  names: Names;
}

export function Outline() {
  const builder = useBuilder();
  useHere();
  const journey = useJourney();
  const names = useNames();
  const folded = useStored(builder.folding, (state) => state);
  const chosen = useStored(builder.selection, (state) => state.steps);
  const problems = useStored(builder.findings, (state) => state);
  const overlay = useStored(builder.overlays, (state) => state);
  const days = useMemo(() => daysInWords(journey), [journey]);
  const drawn = useMemo(() => drawnOf(journey, folded), [journey, folded]);
  const focus = useStored(builder.selection, (state) => state.focus);
  const look = overlay?.look ?? null;
  // On a phone a panel takes half of its room; beside it, it takes none that matters.
  const below = useStored(builder.panels, ({ panel }) => (isNarrow() ? panel : null));
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another is open
  useEffect(() => bringIntoSight(focus), [focus, below]);
  useEffect(() => bringIntoSight(look), [look]);
  const parts = useMemo(() => outlineOf(graphOf(drawn)), [drawn]);
  const shown = { journey, chosen, problems, overlay, days, hidden: drawn.hidden, names };
  const [first = [], ...aside] = parts;
  return (
    <div className="b-outline">
      <ol className="b-outline-list" aria-label="The steps of the journey">
        <li>
          <Line shown={shown} id={ENTRY} />
          <Flow flow={toldOn(shown, { source: ENTRY, outlet: "next" })} />
          <Add link={{ source: ENTRY, outlet: "next", target: journey.start, back: false }} />
        </li>
        <Items shown={shown} items={first} />
      </ol>
      {aside.map((items) => (
        <section key={items[0]?.step} className="b-outline-aside">
          <h3>Nothing leads here</h3>
          <ol className="b-outline-list">
            <Items shown={shown} items={items} />
          </ol>
        </section>
      ))}
    </div>
  );
}

function bringIntoSight(step: StepId | null): void {
  if (step !== null) document.getElementById(rowId(step))?.scrollIntoView({ block: "nearest" });
}

/** The id of a step's row in the page; of the way in, what no step can be called. */
const rowId = (id: StepId): string => `b-row-${id}`;

function Items({ shown, items }: { shown: Shown; items: readonly Item[] }) {
  return items.map((item) => (
    <li key={item.step}>
      <AddHere on={item.meeting} data-above={item.step}>
        Add a step for all ways
      </AddHere>
      <Line shown={shown} id={item.step} />
      {item.ways.length > 0 && (
        <ul className="b-ways">
          {item.ways.map((way) => (
            <WayOut key={way.link.outlet} shown={shown} way={way} />
          ))}
        </ul>
      )}
      {item.onward && (
        <>
          <Flow flow={toldOn(shown, item.onward)} />
          <Add link={item.onward} />
        </>
      )}
    </li>
  ));
}

const toldOn = ({ overlay }: Shown, { source, outlet }: Pick<Link, "source" | "outlet">) =>
  overlay?.links.get(linkKey(source, outlet));

function Flow({ flow }: { flow: OnLink | undefined }) {
  return flow?.text ? (
    <span className={`b-mark b-mark-${flow.tone ?? "calm"}`}>{flow.text}</span>
  ) : null;
}

function WayOut({ shown, way }: { shown: Shown; way: Way }) {
  const { selection } = useBuilder();
  const { journey } = shown;
  const { link, goesTo } = way;
  const words = waySentence(journey, link.source, link.outlet, shown.names);
  const flow = toldOn(shown, link);
  return (
    <li className={flow?.lit ? "b-way b-lit" : "b-way"}>
      <p className="b-way-words">
        <span>{words ? <Said sentence={words} /> : "then"}</span>
        <Flow flow={flow} />
      </p>
      <Add link={link} />
      {way.items.length > 0 && (
        <ol className="b-outline-list">
          <Items shown={shown} items={way.items} />
        </ol>
      )}
      {goesTo !== null && (
        <button type="button" className="b-goes-on" onClick={() => selection.choose(goesTo)}>
          <Icon name={link.back ? "undo" : "arrow"} size={13} />
          {link.back ? "back to" : "on to"} {stepTitle(journey, goesTo)}
        </button>
      )}
    </li>
  );
}

function Line({ shown, id }: { shown: Shown; id: StepId }) {
  const builder = useBuilder();
  const { selection, panels } = builder;
  const { journey } = shown;
  const step = id === ENTRY ? null : journey.steps[id];
  const about = counted(shown.problems.filter((problem) => (problem.step ?? ENTRY) === id));
  const blocking = about.filter(isBlocking).length;
  const warnings = about.length - blocking;
  const on = shown.overlay?.steps.get(id);
  const chosen = shown.chosen.has(id);
  const hidden = shown.hidden.get(id);
  const days = shown.days.get(id);
  const folds = hidden !== undefined || (step && partsCustomers(step));
  const below = chosen && folds ? foldable(journey, id) : 0;
  const marks = on?.marks ?? [];
  const opening = marks.filter((mark) => mark.open);
  const classes = ["b-row"];
  if (chosen) classes.push("b-row-chosen");
  if (on?.lit) classes.push("b-lit");
  if (on?.tone) classes.push(`b-tone-${on.tone}`);
  return (
    <div className="b-row-box">
      <button
        type="button"
        id={rowId(id)}
        data-step={id}
        className={classes.join(" ")}
        aria-pressed={chosen}
        aria-expanded={folds ? hidden === undefined : undefined}
        onClick={(event) => {
          if (event.shiftKey || event.metaKey || event.ctrlKey) selection.toggle(id);
          else selection.choose(id);
          panels.open("form");
        }}
      >
        <span className={`b-step-icon b-step-${step ? kindOf(step).group : "entry"}`}>
          <Icon name={step ? kindOf(step).icon : "people"} />
        </span>
        <span className="b-row-words">
          {step && <span className="unseen">{kindOf(step).name}: </span>}
          <span className="b-step-title">{step ? stepTitle(journey, id) : "Customers enter"}</span>
          <span className="b-step-text">
            <Said
              sentence={
                step ? stepSentence(journey, id, shown.names) : entrySentence(journey, shown.names)
              }
            />
          </span>
          {step?.note && <span className="b-row-note">{step.note}</span>}
        </span>
        <span className="b-row-marks">
          {days && (
            <span className="b-mark b-mark-calm">
              <OnDays days={days} />
            </span>
          )}
          {marks
            .filter((mark) => !mark.open)
            .map((mark) => (
              <span key={mark.text} className={`b-mark b-mark-${mark.tone}`}>
                {mark.text}
              </span>
            ))}
          <Found blocking={blocking} wrong={about.some(isWrong)} warnings={warnings} />
        </span>
      </button>
      {opening.length > 0 && (
        <span className="b-row-counts">
          {opening.map((mark) => (
            <button
              key={mark.text}
              type="button"
              className={`b-mark b-mark-${mark.tone}`}
              title={mark.title}
              aria-label={`${mark.text}: ${mark.title}`}
              onClick={mark.open}
            >
              {mark.text}
            </button>
          ))}
        </span>
      )}
      {folds && (hidden !== undefined || below > 0) && (
        <button
          type="button"
          className="b-fold"
          aria-expanded={hidden === undefined}
          onClick={() => commands.fold(builder, id)}
        >
          {foldWords(hidden ?? null, below)}
        </button>
      )}
    </div>
  );
}

function Add({ link }: { link: Link }) {
  return (
    <AddHere on={[link]} data-link={linkKey(link.source, link.outlet)}>
      Add a step
    </AddHere>
  );
}

/** On a way; or on several, above where they meet: what is added there, all of them go through. */
function AddHere({
  on,
  children,
  ...marks
}: {
  on: readonly Link[];
  children: string;
  "data-link"?: string;
  "data-above"?: string;
}) {
  const { adding, readOnly } = useBuilder();
  const [link, ...beside] = on.map(refOf);
  const journey = useJourney();
  const names = useNames();
  const open = useStored(
    adding,
    (place) =>
      place?.link.step === link?.step &&
      place?.link.outlet === link?.outlet &&
      (place?.beside?.length ?? 0) === beside.length,
  );
  // What is folded away is not seen to be met, so nothing is added for it.
  if (readOnly || !link || on.some(({ outlet }) => outlet === FOLDED)) return null;
  return (
    <button
      type="button"
      className="b-add-here"
      aria-label={`Add a step ${placeInWords(journey, { link, beside }, names)}`}
      aria-haspopup="dialog"
      aria-expanded={open}
      {...marks}
      onClick={(event) => {
        const at = footOf(event.currentTarget.getBoundingClientRect());
        adding.begin(beside.length > 0 ? { link, beside, at } : { link, at });
      }}
    >
      <Icon name="plus" size={12} />
      <span>{children}</span>
    </button>
  );
}
