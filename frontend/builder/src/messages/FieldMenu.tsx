/** What can be said of a customer: searched, and put where one writes. */

import { useRef, useState } from "react";
import { Icon } from "@/parts/Icon";
import { type Reader, useMergeFields, valueInWords, type Written, written } from "./fields";

export function FieldMenu({
  take,
  reader,
}: {
  take: (written: Written) => void;
  /** Of the text it is put in. */
  reader: Reader;
}) {
  const fields = useMergeFields();
  const [query, setQuery] = useState("");
  const menu = useRef<HTMLDetailsElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const asked = query.trim().toLowerCase();
  const groups = (fields?.groups ?? [])
    .map((group) => ({
      ...group,
      fields: group.fields.filter((field) =>
        `${field.label} ${field.name}`.toLowerCase().includes(asked),
      ),
    }))
    .filter((group) => group.fields.length > 0);
  return (
    <details
      ref={menu}
      className="b-menu b-field-menu"
      onToggle={() => {
        if (menu.current?.open) search.current?.focus();
        else setQuery("");
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !menu.current?.open) return;
        event.stopPropagation();
        event.preventDefault();
        menu.current.open = false;
      }}
    >
      <summary className="b-tool">
        <Icon name="person" size={13} /> Insert a field
      </summary>
      <div className="b-menu-sheet">
        <input
          ref={search}
          className="b-input"
          type="text"
          aria-label="Search fields"
          placeholder="Search"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        {groups.map((group) => (
          <section key={group.name} aria-label={group.label}>
            <h4>{group.label}</h4>
            {group.fields.map((field) => (
              <button
                key={field.name}
                type="button"
                className="b-offer"
                onClick={() => {
                  take(written(field, reader));
                  if (menu.current) menu.current.open = false;
                }}
              >
                {field.label}
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
