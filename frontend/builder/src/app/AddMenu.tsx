/**
 * The menu of everything that can be put on a link, and of the steps it could lead on to: searched by
 * typing, by keyboard or pointer.
 */

import { useEffect, useId, useRef, useState } from "react";
import { Icon } from "@/parts/Icon";
import { placeInWords } from "@/sentences/places";
import type { Place } from "@/state/adding";
import { isNarrow } from "@/state/narrow";
import { useStored } from "@/state/store";
import { type Line, named, offered } from "./adding";
import * as commands from "./commands";
import { useBuilder, useJourney, useNames } from "./context";
import { focusChosen } from "./keyboard";
import { Nothing } from "./Nothing";

const WIDTH = 380;
const HEIGHT = 440;

const LEADING = "Where do customers go on to";

export function AddMenu() {
  const { adding } = useBuilder();
  const place = useStored(adding, (state) => state);
  return place ? <Menu key={keyOf(place)} place={place} /> : null;
}

const keyOf = ({ link, beside }: Place): string =>
  [link, ...(beside ?? [])].map(({ step, outlet }) => `${step}/${outlet}`).join(" ");

function Menu({ place }: { place: Place }) {
  const builder = useBuilder();
  const { adding } = builder;
  const { leading } = place;
  const asked = leading ? `${LEADING}?` : "What should happen here?";
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  // What had the focus when the menu was asked for.
  const before = useRef(document.activeElement);
  const list = useId();
  const journey = useJourney();
  const names = useNames();
  const copied = commands.kept();
  const sections = offered(journey, place, query, names, copied);
  const lines = sections.flatMap((section) => section.lines);
  const current = lines[Math.min(at, lines.length - 1)];

  const close = () => {
    adding.end();
    if (before.current instanceof HTMLElement) before.current.focus();
  };
  const take = (line: Line) => {
    adding.end();
    line.take(builder);
    // Where it needs nothing, one goes on from the step.
    if (builder.selection.getState().field === null) focusChosen(builder);
  };

  useEffect(() => {
    const outside = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as Node)) adding.end();
    };
    window.addEventListener("pointerdown", outside, true);
    return () => window.removeEventListener("pointerdown", outside, true);
  }, [adding]);

  useEffect(() => {
    if (current)
      document.getElementById(optionId(list, current))?.scrollIntoView({ block: "nearest" });
  }, [current, list]);

  return (
    <div
      ref={box}
      className="b-add-menu"
      role="dialog"
      aria-label={`${leading ? LEADING : "Add a step"} ${placeInWords(journey, place, names)}`}
      style={placed(place)}
      // On a phone it reaches over the page: a tap beside it closes it, and does nothing else.
      onClick={(event) => event.target === box.current && close()}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.nativeEvent.isComposing) return;
        if (event.repeat && query === "") event.preventDefault();
        // The next of what stands there comes then.
        if (event.key === "Escape" || event.key === "Tab") close();
        if (event.key === "Enter" && current && !event.repeat) take(current);
        const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (by === undefined && event.key !== "Enter") return;
        event.preventDefault();
        if (by !== undefined) setAt((now) => (now + by + lines.length) % lines.length);
      }}
    >
      <label className="b-add-search">
        <Icon name="search" />
        <span className="unseen">{asked}</span>
        <input
          // biome-ignore lint/a11y/noAutofocus: the menu was asked for, and typing searches it
          autoFocus
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls={list}
          aria-activedescendant={current ? optionId(list, current) : undefined}
          placeholder={asked}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setAt(
              named(offered(journey, place, event.target.value, names, copied), event.target.value),
            );
          }}
          onPaste={(event) => {
            // Steps on the clipboard are put here; anything else is what is searched for.
            if (!commands.paste(builder, event.clipboardData.getData("text"), place)) return;
            event.preventDefault();
            adding.end();
          }}
        />
      </label>
      <button
        type="button"
        className="b-icon-button b-add-close"
        aria-label="Close"
        onClick={close}
      >
        <Icon name="close" />
      </button>
      <div className="b-add-lines" id={list} role="listbox" aria-label="Steps">
        {sections.map((section) => (
          // biome-ignore lint/a11y/useSemanticElements: a listbox holds groups, not field sets
          <div key={section.name} role="group" aria-label={section.name}>
            <div className="b-add-group" aria-hidden="true">
              {section.name}
            </div>
            {section.lines.map((line) => (
              <Option
                key={line.id}
                id={optionId(list, line)}
                line={line}
                current={line === current}
                take={() => take(line)}
                point={() => setAt(lines.indexOf(line))}
              />
            ))}
          </div>
        ))}
        {lines.length === 0 && <Nothing words="Nothing is called so." />}
      </div>
      <p className="b-add-foot">
        {leading
          ? "Or add a step here."
          : "Type a kind of step to add, or the name of a step to lead on to. Steps you have copied are put here with Ctrl V."}
      </p>
    </div>
  );
}

const optionId = (list: string, line: Line): string => `${list}-${line.id}`;

function Option({
  id,
  line,
  current,
  take,
  point,
}: {
  id: string;
  line: Line;
  current: boolean;
  take: () => void;
  point: () => void;
}) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the search field keeps the focus
    // biome-ignore lint/a11y/useKeyWithClickEvents: the search field hears the keys
    <div
      id={id}
      role="option"
      aria-selected={current}
      className={current ? "b-add-line b-add-current" : "b-add-line"}
      onClick={take}
      onPointerMove={point}
    >
      <span className={`b-step-icon b-step-${line.group}`}>
        <Icon name={line.icon} />
      </span>
      <span>
        <strong>{line.name}</strong>
        <small>{line.description}</small>
      </span>
    </div>
  );
}

/**
 * Below the place for adding, or beside it where there is no room below, and always whole on the
 * screen; left of the form that asks where a way goes. Phones have it at the bottom.
 */
function placed({ at: { x, y }, link, leading }: Place): { left: number; top: number } | undefined {
  if (isNarrow()) return undefined;
  const room = window.innerHeight - HEIGHT - 8;
  const step = document.getElementById(`b-step-${link.step}`)?.getBoundingClientRect();
  const edge = leading ? x : y + 6 > room ? step?.left : undefined;
  const before = (edge ?? x + WIDTH / 2 + 8) - WIDTH - 8;
  const left = before < 8 && step ? step.right + 8 : before;
  return {
    left: Math.max(8, Math.min(left, window.innerWidth - WIDTH - 8)),
    top: Math.max(8, Math.min(y + 6, room)),
  };
}
