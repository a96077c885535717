/** Finding a step by its words. */

import { useEffect, useId, useState } from "react";
import { Icon } from "@/parts/Icon";
import { useBuilder, useJourney, useNames } from "./context";
import { stepsFound } from "./finding";
import { backToJourney, focusChosen } from "./keyboard";
import { Nothing } from "./Nothing";

export function Search() {
  const builder = useBuilder();
  const journey = useJourney();
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const list = useId();
  const names = useNames();
  const found = stepsFound(journey, query, names);
  useEffect(() => {
    window.document.getElementById(`${list}-${at}`)?.scrollIntoView({ block: "nearest" });
  }, [list, at]);
  const take = (id: string) => {
    // What is closed afterwards leads back to the step, and not here, where a phone would show its keys.
    document.getElementById("b-search")?.blur();
    setQuery("");
    builder.selection.choose(id);
    builder.panels.open("form");
    focusChosen(builder);
  };
  return (
    <div className="b-search">
      <label>
        <Icon name="search" />
        <span className="unseen">Search the steps</span>
        <input
          id="b-search"
          type="text"
          role="combobox"
          aria-expanded={found.length > 0}
          aria-controls={list}
          aria-activedescendant={found[at] ? `${list}-${at}` : undefined}
          placeholder="Search"
          autoComplete="off"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setAt(0);
          }}
          onBlur={() => setQuery("")}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            // The key that has led here may still be held down.
            if (event.repeat && event.key === "/") event.preventDefault();
            const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
            if (by !== undefined && found.length > 0) {
              event.preventDefault();
              setAt((at + by + found.length) % found.length);
            }
            const hit = found[at];
            if (event.key === "Enter" && hit) take(hit.id);
            if (event.key === "Escape") {
              setQuery("");
              backToJourney(builder);
            }
          }}
        />
      </label>
      {query.trim() !== "" && (
        <div className="b-search-found" id={list} role="listbox" aria-label="Steps found">
          {found.map(({ id, title, text }, number) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the search field keeps the focus
            <div
              key={id}
              id={`${list}-${number}`}
              role="option"
              aria-selected={number === at}
              className={number === at ? "b-add-line b-add-current" : "b-add-line"}
              onPointerDown={(event) => {
                event.preventDefault();
                take(id);
              }}
            >
              <span>
                <strong>{title}</strong>
                <small>{text}</small>
              </span>
            </div>
          ))}
          {found.length === 0 && <Nothing words="No step says that." />}
        </div>
      )}
    </div>
  );
}
