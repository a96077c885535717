/**
 * A field one chooses in by typing: what has come in before is offered with how often and when, and
 * where the language allows it, anything else can be typed. After the combobox pattern of WAI-ARIA:
 * the field keeps the focus, arrows walk through the list, Enter takes, Escape gives up.
 */

import { Fragment, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { useBuilder } from "@/app/context";
import { type Free, type Offer, shownFor, takenFor } from "./choosing";
import { Field, type FieldProps } from "./Field";
import { Icon, type IconName } from "./Icon";
import { useScope } from "./scope";

export interface ComboboxProps extends FieldProps {
  value: string;
  change: (value: string) => void;
  offers: readonly Offer[];
  free?: Free;
  /** Whether it can be emptied. */
  optional?: boolean;
  placeholder?: string;
  icon?: IconName;
  /** What the field says of a value that is not offered; the value itself unless given. */
  words?: string;
  /** Said when nothing is offered at all. */
  nothing?: string;
  /** Hears what is typed, for offers that are asked of the server. */
  asked?: (typed: string) => void;
}

/** So much room is kept beside what opens. */
const EDGE = 8;

const nothingFor = (free?: Free): string =>
  free ? "Nothing has come in yet. Type what it is called." : "Nothing has come in yet.";

export function Combobox(props: ComboboxProps) {
  const { value, change, offers, free, optional = false, placeholder, icon, words } = props;
  const { nothing, asked, ...field } = props;
  const { readOnly } = useScope();
  const { document: edited } = useBuilder();
  const list = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState<number | null>(null);
  // Whether the current offer is so by typing alone: the first arrow down does not leave what is offered.
  const [isFound, setIsFound] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const chosen = offers.find((offer) => offer.value === value);
  const shown = shownFor(offers, typed, free);
  const place = at === null || shown.offers.length === 0 ? null : at % shown.offers.length;
  const current = open && place !== null ? shown.offers[place] : undefined;

  useLayoutEffect(() => {
    const list = open && box.current?.querySelector<HTMLElement>("[role=listbox]");
    if (!list) return;
    // It begins where the field does, as wide as there is room; without enough, it begins before it.
    const around = list.closest(".b-panel, dialog") ?? document.body;
    const end = around.getBoundingClientRect().left + around.clientWidth - EDGE;
    list.style.maxWidth = `${end - list.getBoundingClientRect().left}px`;
    list.style.left = `${Math.min(0, end - list.getBoundingClientRect().right)}px`;
    list.scrollIntoView({ block: "nearest" });
  }, [open]);
  useEffect(() => {
    if (!open || place === null) return;
    const options = box.current?.querySelectorAll("[role=option]");
    options?.[place]?.scrollIntoView({ block: "nearest" });
  }, [open, place]);

  const unfold = (otherwise: number | null = null) => {
    if (readOnly || open) return;
    setOpen(true);
    const own = offers.findIndex((offer) => offer.value === value);
    setAt(own < 0 || value === "" ? otherwise : own);
    asked?.("");
  };
  const fold = () => {
    setTyped(null);
    setOpen(false);
    setIsFound(false);
  };
  const take = (offer: Offer) => {
    fold();
    // What is its own page is nothing to choose, and only leads there.
    if (offer.value !== value && offer.value !== offer.page) change(offer.value);
  };
  const pick = (offer: Offer) => {
    if (offer.page) window.open(offer.page, "_blank", "noopener");
    take(offer);
  };
  const type = (text: string) => {
    setTyped(text);
    setOpen(true);
    setAt(text.trim() === "" ? null : shownFor(offers, text, free).best);
    setIsFound(text.trim() !== "");
    asked?.(text);
  };
  const leave = () => {
    if (typed !== null) {
      const taken = takenFor(offers, typed, free);
      if (taken) take(taken);
      else if (typed.trim() === "" && optional && value !== "") change("");
    }
    fold();
    edited.seal();
  };
  const walk = (by: number) => {
    const all = shown.offers;
    if (!open) unfold(by > 0 ? 0 : Math.max(0, all.length - 1));
    else if (all.length > 0) {
      const from = place ?? (by > 0 ? -1 : 0);
      const to = (from + by + all.length) % all.length;
      // Nobody comes to what is not offered by the way: not up over the top, nor at once after typing.
      const isOwn = (at: number) => !offers.includes(all[at] as Offer);
      const strays = isOwn(to) && !isOwn(from) && (by < 0 || isFound);
      setIsFound(false);
      if (!strays) setAt(to);
    }
  };
  const press = (event: React.KeyboardEvent) => {
    // Enter may end a sign that takes several keys.
    if (readOnly || event.altKey || event.nativeEvent.isComposing) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined) walk(by);
    else if (event.key === "Enter" && open) {
      if (current) pick(current);
      else leave();
    } else if (event.key === "Escape" && open) {
      event.stopPropagation();
      fold();
    } else return;
    event.preventDefault();
  };

  return (
    <Field {...picked(field)}>
      {(control) => (
        <div className={icon ? "b-combobox b-combobox-icon" : "b-combobox"} ref={box}>
          {icon && <Icon name={icon} size={14} />}
          <input
            {...control}
            ref={input}
            className="b-input"
            type="text"
            role="combobox"
            autoComplete="off"
            spellCheck={false}
            aria-expanded={open}
            aria-controls={open ? list : undefined}
            aria-autocomplete="list"
            aria-activedescendant={current ? `${list}-${place}` : undefined}
            value={typed ?? chosen?.label ?? words ?? value}
            placeholder={placeholder}
            readOnly={readOnly}
            onFocus={(event) => event.target.select()}
            onClick={(event) => {
              // What is written next takes the place of what was chosen.
              if (!open) event.currentTarget.select();
              unfold();
            }}
            onChange={(event) => type(event.target.value)}
            onBlur={leave}
            onKeyDown={press}
          />
          {!readOnly &&
            (optional && value !== "" ? (
              <button
                type="button"
                className="b-combobox-act"
                aria-label={`Empty: ${field.label}`}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => {
                  fold();
                  change("");
                  input.current?.focus();
                }}
              >
                <Icon name="close" size={12} />
              </button>
            ) : (
              // For the pointer alone: the field itself opens by keys.
              <span
                className="b-combobox-act"
                aria-hidden="true"
                onPointerDown={(event) => {
                  event.preventDefault();
                  input.current?.focus();
                  if (open) fold();
                  else unfold();
                }}
              >
                <Icon name="down" size={14} />
              </span>
            ))}
          {open && (
            <div className="b-offers" id={list} role="listbox" aria-label={field.label}>
              {shown.offers.map((offer, number) => (
                <Fragment key={`${offer.value} ${offer.detail}`}>
                  {offer.group !== undefined && offer.group !== shown.offers[number - 1]?.group && (
                    <p className="b-offers-group" role="presentation">
                      {offer.group}
                    </p>
                  )}
                  {/* biome-ignore-start lint/a11y: the field keeps the focus, and hears the keys */}
                  <div
                    id={`${list}-${number}`}
                    role="option"
                    aria-selected={offer.value === value}
                    className={offer === current ? "b-offer b-offer-current" : "b-offer"}
                    onPointerDown={(event) => event.preventDefault()}
                    onClick={() => pick(offer)}
                    onPointerMove={() => setAt(number)}
                  >
                    {offer.icon && <Icon name={offer.icon} size={14} />}
                    <span>{offer.label}</span>
                    {offer.detail && <small>{offer.detail}</small>}
                  </div>
                  {/* biome-ignore-end lint/a11y: as above */}
                </Fragment>
              ))}
              {shown.offers.length === 0 && (
                <p className="b-offers-note">
                  {offers.length === 0 ? (nothing ?? nothingFor(free)) : "None is called so."}
                </p>
              )}
              {shown.more > 0 && (
                <p className="b-offers-note">{shown.more} more: type to find them.</p>
              )}
            </div>
          )}
        </div>
      )}
    </Field>
  );
}

/** What belongs to the field around it. */
function picked({ label, path, hint, quiet, whole }: FieldProps): FieldProps {
  return {
    label,
    path,
    hint,
    ...(quiet === undefined ? {} : { quiet }),
    ...(whole === undefined ? {} : { whole }),
  };
}
