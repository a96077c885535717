/** What can be said of a customer: searched, and put where one writes. */

import { useEffect, useRef, useState } from "react";
import type { MergeField } from "@/api/messages";
import { Icon } from "@/parts/Icon";
import { type Reader, useMergeFields, valueInWords, written } from "../fields";

export function FieldMenu({
  take,
  leave,
  into,
  reader,
}: {
  take: (written: string) => void;
  /** Back to the text it is of. */
  leave: () => void;
  /** What that is called, as each has a menu of its own. */
  into: string;
  /** Of the text it is put in. */
  reader: Reader;
}) {
  const fields = useMergeFields();
  const [query, setQuery] = useState("");
  // Another field each time: what was typed in one is among the browser's steps back for the text.
  const [round, setRound] = useState(0);
  const menu = useRef<HTMLDetailsElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const groups = (fields?.groups ?? [])
    .map((group) => ({
      ...group,
      fields: group.fields.filter((field) => isAsked(field, query)),
    }))
    .filter((group) => group.fields.length > 0);
  const first = query.trim() === "" ? undefined : groups[0]?.fields[0];

  useEffect(() => {
    const outside = (event: PointerEvent) => {
      if (menu.current?.open && !menu.current.contains(event.target as Node))
        menu.current.open = false;
    };
    window.document.addEventListener("pointerdown", outside);
    return () => window.document.removeEventListener("pointerdown", outside);
  }, []);

  const put = (field: MergeField) => {
    take(written(field, reader));
    if (menu.current) menu.current.open = false;
  };
  return (
    <details
      ref={menu}
      className="b-menu b-field-menu"
      onToggle={() => {
        if (menu.current?.open) {
          below(menu.current);
          search.current?.focus();
        } else {
          setQuery("");
          setRound(round + 1);
        }
      }}
      // Tab leads on from it.
      onBlur={({ relatedTarget: to }) => {
        if (menu.current && to && !menu.current.contains(to)) menu.current.open = false;
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !menu.current?.open) return;
        event.stopPropagation();
        event.preventDefault();
        menu.current.open = false;
        leave();
      }}
    >
      <summary className="b-tool">
        <Icon name="person" size={13} /> Insert a field
        <span className="unseen"> into {into}</span>
      </summary>
      <div className="b-menu-sheet">
        <input
          key={round}
          ref={search}
          className="b-input"
          type="text"
          aria-label="Search fields"
          placeholder="Search"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
            event.preventDefault();
            if (first) put(first);
          }}
        />
        {groups.map((group) => (
          <section key={group.name} aria-label={group.label}>
            <h4>{group.label}</h4>
            {group.fields.map((field) => (
              <button
                key={field.name}
                type="button"
                aria-current={field === first || undefined}
                className={field === first ? "b-offer b-offer-current" : "b-offer"}
                onClick={() => put(field)}
              >
                {field.label}
                <span className="unseen">: </span>
                <small>{valueInWords(field)}</small>
              </button>
            ))}
          </section>
        ))}
        {fields && groups.length === 0 && <p className="b-offer-none">None is called so.</p>}
      </div>
    </details>
  );
}

/** Where its tool stands, or as near to that as there is room for it. */
function below(menu: HTMLDetailsElement): void {
  const sheet = menu.querySelector<HTMLElement>(".b-menu-sheet");
  const tool = menu.querySelector("summary");
  if (!sheet || !tool) return;
  const room = (menu.parentElement?.clientWidth ?? 0) - sheet.offsetWidth;
  sheet.style.left = `${Math.max(0, Math.min(tool.offsetLeft, room))}px`;
  sheet.scrollIntoView({ block: "nearest" });
}

/** Every word of what is searched stands in what the field is called, by us or in a template. */
function isAsked(field: MergeField, query: string): boolean {
  const called = `${field.label} ${field.name.replace(/[._]/g, " ")} ${field.name}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => called.includes(word));
}
