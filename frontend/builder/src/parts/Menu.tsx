/**
 * A button that opens a list of things to do. After the menu button pattern of WAI-ARIA: arrows walk,
 * letters find and do nothing else, Escape closes and gives the focus back.
 */

import { type ReactNode, type RefObject, useEffect, useId, useRef, useState } from "react";
import { openMenu } from "@/state/menus";
import { Icon, type IconName } from "./Icon";
import { walk } from "./walking";

export interface MenuItem {
  label: string;
  icon?: IconName;
  /** What it is about, below the label. */
  detail?: string;
  /** What it does; or the page it leads to. */
  does: (() => void) | { href: string };
  off?: boolean;
  /** Keys that do the same, as people read them. */
  keys?: string;
  tone?: "bad";
}

export interface MenuProps {
  label: string;
  items: readonly MenuItem[];
  /** How the button looks; three dots unless given. */
  face?: { className: string; content: ReactNode };
}

export function Menu({ label, items, face }: MenuProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  return (
    <div className="b-acts-box" ref={box}>
      <button
        ref={button}
        type="button"
        className={face?.className ?? "b-row-act"}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" || open) return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        {face?.content ?? <Icon name="more" size={16} />}
      </button>
      {open && (
        <MenuList
          id={id}
          label={label}
          items={items}
          within={box}
          close={(back) => {
            setOpen(false);
            if (back) button.current?.focus();
          }}
        />
      )}
    </div>
  );
}

export interface MenuListProps extends Pick<MenuProps, "label" | "items"> {
  /** `back`: the focus goes back to where it came from. */
  close: (back: boolean) => void;
  /** Where a press does not close it; the list itself unless given. */
  within?: RefObject<HTMLElement | null>;
  id?: string;
  /** Where on the screen it opens; below what it stands in unless given. */
  at?: { left: number; top: number };
}

export function MenuList({ label, items, close, within, id, at }: MenuListProps) {
  const list = useRef<HTMLDivElement>(null);
  const shut = useRef(close);
  shut.current = close;
  useEffect(() => {
    const [first] = linesIn(list.current);
    first?.focus({ preventScroll: at !== undefined });
    list.current?.scrollIntoView({ block: "nearest" });
    const outside = (event: PointerEvent) => {
      if (!(within ?? list).current?.contains(event.target as Node)) shut.current(false);
    };
    window.document.addEventListener("pointerdown", outside);
    const closing = () => shut.current(false);
    openMenu.set(() => closing);
    return () => {
      openMenu.set((now) => (now === closing ? null : now));
      window.document.removeEventListener("pointerdown", outside);
    };
  }, [within, at]);
  const press = (event: React.KeyboardEvent) => {
    if (walk(event, linesIn(list.current))) return;
    if (event.key === "Tab") close(false);
    if (event.key === "Escape") close(true);
    // Nor do any others lead elsewhere; what a browser does, it does.
    else if (!/^\S$/.test(event.key) || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      className={at ? "b-acts-list b-acts-free" : "b-acts-list"}
      style={at}
      ref={list}
      id={id}
      role="menu"
      aria-label={label}
      onKeyDown={press}
    >
      {items.map((item) => (
        <Line key={item.label} item={item} close={() => close(true)} />
      ))}
    </div>
  );
}

function Line({ item, close }: { item: MenuItem; close: () => void }) {
  const { does } = item;
  const shared = {
    role: "menuitem",
    tabIndex: -1,
    className: item.tone === "bad" ? "b-acts-item b-text-bad" : "b-acts-item",
  };
  const content = (
    <>
      {item.icon && <Icon name={item.icon} size={14} />}
      <span>
        {item.label}
        {item.detail && <small>{item.detail}</small>}
      </span>
      {item.keys && <kbd>{item.keys}</kbd>}
    </>
  );
  if (typeof does !== "function")
    return (
      <a {...shared} href={does.href}>
        {content}
      </a>
    );
  return (
    <button
      {...shared}
      type="button"
      disabled={item.off}
      onClick={() => {
        // Where the focus goes from here is for what is done to say.
        close();
        does();
      }}
    >
      {content}
    </button>
  );
}

const linesIn = (box: Element | null): HTMLElement[] => [
  ...(box?.querySelectorAll<HTMLElement>("[role=menuitem]:not(:disabled)") ?? []),
];
