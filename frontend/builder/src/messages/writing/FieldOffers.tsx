/** Fields for what is typed behind `{{`, below where that stands. The text keeps the focus. */

import { Fragment, type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { shownFor } from "@/parts/choosing";
import { nameOffers, type Reader, useMergeFields, written } from "../fields";
import type { OfferKey } from "./offering";

export interface FieldOffersProps {
  id: string;
  query: string;
  /** How far below the top of the text. */
  top: number;
  /** How far from the side of it. */
  left: number;
  reader: Reader;
  take: (written: string) => void;
  close: () => void;
  /** Is given what keys do here. */
  press: RefObject<(key: OfferKey) => boolean>;
  /** Tells which of them Enter takes, by its id. */
  point: (current: string | undefined) => void;
}

export function FieldOffers({
  id,
  query,
  top,
  left,
  reader,
  take,
  close,
  press,
  point,
}: FieldOffersProps) {
  const fields = useMergeFields();
  const list = useRef<HTMLDivElement>(null);
  const { offers, best } = shownFor(nameOffers(fields), query);
  const [walked, setWalked] = useState<{ query: string; at: number } | null>(null);
  // Other letters begin anew.
  const at = walked?.query === query ? walked.at : best;
  const current = offers[at];
  const put = (name: string | undefined) => {
    const field = fields?.groups
      .flatMap((group) => group.fields)
      .find((each) => each.name === name);
    if (field) take(written(field, reader));
  };
  useLayoutEffect(() => {
    press.current = (key) => {
      if (key === "Escape") close();
      else if (!current) return false;
      else if (key === "Enter" || key === "Tab") put(current.value);
      else {
        const by = key === "ArrowDown" ? 1 : -1;
        setWalked({ query, at: (at + by + offers.length) % offers.length });
      }
      return true;
    };
    return () => {
      press.current = () => false;
    };
  });
  const pointed = current && `${id}-${at}`;
  useLayoutEffect(() => {
    point(pointed);
    return () => point(undefined);
  }, [point, pointed]);
  const isThere = fields !== null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once it is there
  useLayoutEffect(() => {
    const box = list.current;
    if (!box) return;
    const room = (box.parentElement?.clientWidth ?? 0) - box.offsetWidth;
    box.style.top = `${top}px`;
    box.style.left = `${Math.max(0, Math.min(left, room))}px`;
    box.scrollIntoView({ block: "nearest" });
  }, [top, left, isThere]);
  useEffect(() => {
    list.current?.querySelector(`[id="${pointed}"]`)?.scrollIntoView({ block: "nearest" });
  }, [pointed]);
  if (!fields) return null;
  return (
    // biome-ignore-start lint/a11y: the text keeps the focus, and hears the keys
    <div
      className="b-offers b-field-offers"
      ref={list}
      id={id}
      role="listbox"
      aria-label="Fields"
      onPointerDown={(event) => event.preventDefault()}
    >
      {offers.map(({ value, label, detail, group }, nth) => (
        <Fragment key={value}>
          {group !== offers[nth - 1]?.group && (
            <p className="b-offers-group" role="presentation">
              {group}
            </p>
          )}
          <div
            id={`${id}-${nth}`}
            role="option"
            aria-selected={nth === at}
            className={nth === at ? "b-offer b-offer-current" : "b-offer"}
            onClick={() => put(value)}
            onPointerMove={() => setWalked({ query, at: nth })}
          >
            <span>{label}</span>
            <small>{detail}</small>
          </div>
        </Fragment>
      ))}
      {offers.length === 0 && <p className="b-offers-note">None is called so.</p>}
    </div>
    // biome-ignore-end lint/a11y: as above
  );
}
