/**
 * A field one chooses in by typing: what has come in before is offered with how often and when, and
 * where the language allows it, anything else can be typed. After the combobox pattern of WAI-ARIA.
 */

import { useEffect, useId, useRef, useState } from "react";
import { useBuilder } from "@/app/context";
import { Field, type FieldProps } from "./Field";
import { useScope } from "./scope";

export interface Offer {
  value: string;
  label: string;
  /** Beside the label: `1,204 times, last 2 hours ago`. */
  detail?: string;
}

export interface ComboboxProps extends FieldProps {
  value: string;
  change: (value: string) => void;
  offers: readonly Offer[];
  /** Whether what is not offered may be typed as well. */
  free?: boolean;
  placeholder?: string;
  /** Said when nothing is offered at all. */
  nothing?: string;
}

/** So many are shown at once; typing narrows them down. */
const MOST = 80;

export function Combobox({
  value,
  change,
  offers,
  free = false,
  placeholder,
  nothing = "Nothing has come in yet.",
  ...field
}: ComboboxProps) {
  const { readOnly } = useScope();
  const { document: edited } = useBuilder();
  const list = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const chosen = offers.find((offer) => offer.value === value);
  const shown = typed ?? chosen?.label ?? value;
  const found = matching(offers, typed);
  const current = open ? found[Math.min(at, found.length - 1)] : undefined;

  useEffect(() => {
    if (current)
      window.document
        .getElementById(`${list}-${found.indexOf(current)}`)
        ?.scrollIntoView({ block: "nearest" });
  }, [current, found, list]);

  const take = (offer: Offer) => {
    change(offer.value);
    setTyped(null);
    setOpen(false);
  };
  const leave = () => {
    if (typed !== null && free && typed.trim() !== value) change(typed.trim());
    setTyped(null);
    setOpen(false);
    edited.seal();
  };

  return (
    <Field {...field}>
      {(control) => (
        <div className="b-combobox" ref={box}>
          <input
            {...control}
            className="b-input"
            type="text"
            role="combobox"
            autoComplete="off"
            spellCheck={false}
            aria-expanded={open}
            aria-controls={list}
            aria-autocomplete="list"
            aria-activedescendant={current ? `${list}-${found.indexOf(current)}` : undefined}
            value={shown}
            placeholder={placeholder}
            readOnly={readOnly}
            onFocus={(event) => event.target.select()}
            onClick={() => !readOnly && setOpen(true)}
            onChange={(event) => {
              setTyped(event.target.value);
              setOpen(true);
              setAt(0);
            }}
            onBlur={leave}
            onKeyDown={(event) => {
              if (readOnly) return;
              const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
              if (by !== undefined) {
                event.preventDefault();
                if (!open) setOpen(true);
                else if (found.length > 0) setAt((now) => (now + by + found.length) % found.length);
              } else if (event.key === "Enter" && open) {
                event.preventDefault();
                if (current && (typed !== null || !free)) take(current);
                else if (current && typed === null) take(current);
                else leave();
              } else if (event.key === "Escape" && open) {
                event.stopPropagation();
                setTyped(null);
                setOpen(false);
              }
            }}
          />
          {open && (
            <div className="b-offers" id={list} role="listbox" aria-label={field.label}>
              {found.slice(0, MOST).map((offer, number) => (
                // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus
                <div
                  key={offer.value}
                  id={`${list}-${number}`}
                  role="option"
                  aria-selected={offer === current}
                  className={offer === current ? "b-offer b-offer-current" : "b-offer"}
                  onPointerDown={(event) => {
                    event.preventDefault();
                    take(offer);
                  }}
                  onPointerMove={() => setAt(number)}
                >
                  <span>{offer.label}</span>
                  {offer.detail && <small>{offer.detail}</small>}
                </div>
              ))}
              {free && typed !== null && typed.trim() !== "" && !exact(found, typed) && (
                <p className="b-offer-none">Enter takes “{typed.trim()}” as it is.</p>
              )}
              {found.length === 0 && !(free && typed) && (
                <p className="b-offer-none">
                  {offers.length === 0 ? nothing : "None is called so."}
                </p>
              )}
            </div>
          )}
        </div>
      )}
    </Field>
  );
}

function matching(offers: readonly Offer[], typed: string | null): readonly Offer[] {
  const asked = (typed ?? "").trim().toLowerCase();
  if (asked === "") return offers;
  const hits = offers.filter((offer) =>
    `${offer.label} ${offer.value}`.toLowerCase().includes(asked),
  );
  const begins = (offer: Offer) => offer.label.toLowerCase().startsWith(asked);
  return [...hits.filter(begins), ...hits.filter((offer) => !begins(offer))];
}

const exact = (found: readonly Offer[], typed: string): boolean =>
  found.some((offer) => offer.value === typed.trim() || offer.label === typed.trim());
