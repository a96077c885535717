/** What is asked about a field or a link of a text, below where it stands. */

import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { withScheme } from "../addresses";
import { calledOf, fieldOf } from "../chips";
import type { Asked } from "./keys";
import { addressOf, wordsOf } from "./links";
import { BUTTON, type Link, roomAround } from "./marks";

/** Texts in place of parts of what was asked about; undefined: it stays as it was. */
export type Done = (changes?: { from: number; until: number; text: string }[]) => void;

interface FormProps<What> {
  asked: What;
  /** How the text it is in reads. */
  text: string;
  /** How far below the top of the text. */
  top: number;
  /** How far from the side of it. */
  left: number;
  done: Done;
}

/** What is wrong with a field, if anything. */
export function AskForm({
  asked,
  wrong,
  ...props
}: FormProps<Asked> & { wrong?: string | undefined }) {
  return asked.kind === "link" ? (
    <LinkForm asked={asked} {...props} />
  ) : (
    <ChipForm asked={asked} wrong={wrong} {...props} />
  );
}

function ChipForm({
  asked: { words, field, from, until },
  wrong,
  top,
  left,
  done,
}: FormProps<Exclude<Asked, Link>> & { wrong?: string | undefined }) {
  const { name, instead } = field;
  const [typed, setTyped] = useState(instead);
  const take = () =>
    done(typed === instead ? undefined : [{ from, until, text: fieldOf(name, typed) }]);
  return (
    <Popup
      name={`The field “${words}”`}
      {...{ top, left, done }}
      take={take}
      remove="Remove the field"
      removed={() => done([{ from, until, text: "" }])}
    >
      {wrong && <p className="b-text-warn">{wrong}</p>}
      <Input
        label={`${calledOf(name)}: when it is not known, write`}
        value={typed}
        change={setTyped}
      />
      {typed.trim() === "" && (
        <p className="b-hint">Empty: nothing is sent to whoever it is not known of.</p>
      )}
    </Popup>
  );
}

function LinkForm({ asked, text, top, left, done }: FormProps<Link>) {
  const { from, until, words, address, isButton, isNew = false } = asked;
  const before = {
    words: text.slice(words.from, words.until).replace(/\s*\n\s*/g, " "),
    address: text.slice(address.from, address.until),
  };
  const [said, setSaid] = useState(before.words);
  const [to, setTo] = useState(before.address);
  const [button, setButton] = useState(isButton);
  const whole = withScheme(to);
  const room = roomAround(text, from, until);
  const take = () => {
    const [above, below] = (button && room) || ["", ""];
    if (isNew) {
      const made = `[${wordsOf(said.trim() || to)}](${addressOf(whole)})${button ? BUTTON : ""}`;
      return done(whole ? [{ from, until, text: above + made + below }] : undefined);
    }
    const changes = [
      ...(said === before.words ? [] : [{ ...words, text: wordsOf(said) }]),
      ...(to === before.address ? [] : [{ ...address, text: addressOf(whole) }]),
    ];
    const end = until - (isButton ? BUTTON.length : 0);
    if (button !== isButton) changes.push({ from: end, until, text: button ? BUTTON + below : "" });
    if (above) changes.push({ from, until: from, text: above });
    done(changes.length > 0 ? changes : undefined);
  };
  return (
    <Popup
      name="The link"
      {...{ top, left, done, take }}
      remove={isNew ? "Cancel" : "Remove the link"}
      removed={() => done(isNew ? undefined : [{ from, until, text: before.words }])}
    >
      <Input label="What it says" value={said} change={setSaid} />
      <Input
        label="Where it leads"
        value={to}
        change={setTo}
        placeholder="https://"
        begin={isNew}
      />
      {room ? (
        <label className="b-ask-button">
          <input
            type="checkbox"
            checked={button}
            onChange={(event) => setButton(event.target.checked)}
          />
          Show it as a button
        </label>
      ) : (
        <p className="b-hint">Alone on a line, it can be shown as a button.</p>
      )}
    </Popup>
  );
}

function Input({
  label,
  value,
  change,
  placeholder,
  begin = false,
}: {
  label: string;
  value: string;
  change: (value: string) => void;
  placeholder?: string;
  /** Whether it is what is to be written first. */
  begin?: boolean;
}) {
  return (
    <label>
      <span>{label}</span>
      <input
        className="b-input"
        type="text"
        data-begin={begin || undefined}
        placeholder={placeholder}
        value={value}
        onChange={(event) => change(event.target.value)}
      />
    </label>
  );
}

function Popup({
  name,
  top,
  left,
  done,
  take,
  remove,
  removed,
  children,
}: {
  name: string;
  top: number;
  left: number;
  done: Done;
  take: () => void;
  remove: string;
  removed: () => void;
  children: ReactNode;
}) {
  const box = useRef<HTMLFieldSetElement>(null);
  // Before anything is brought into sight.
  useLayoutEffect(() => {
    const form = box.current;
    if (!form) return;
    const room = (form.parentElement?.clientWidth ?? 0) - form.offsetWidth;
    form.style.top = `${top}px`;
    form.style.left = `${Math.max(0, Math.min(left, room))}px`;
  }, [top, left]);
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });
  useEffect(() => {
    const form = box.current;
    const first =
      form?.querySelector<HTMLInputElement>("[data-begin]") ?? form?.querySelector("input");
    first?.focus();
    first?.select();
    form?.scrollIntoView({ block: "nearest" });
    const outside = (event: PointerEvent) => {
      if (!form?.contains(event.target as Node)) latest.current();
    };
    window.document.addEventListener("pointerdown", outside);
    return () => window.document.removeEventListener("pointerdown", outside);
  }, []);
  return (
    <fieldset
      ref={box}
      className="b-chip-form"
      aria-label={name}
      onBlur={({ relatedTarget: to }) => {
        if (to && !box.current?.contains(to)) take();
      }}
      onKeyDown={(event) => {
        // Enter may end a sign that takes several keys.
        if (event.nativeEvent.isComposing) return;
        const isTaken =
          event.key === "Enter" &&
          (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey);
        if (event.key !== "Escape" && !isTaken) return;
        event.preventDefault();
        event.stopPropagation();
        if (isTaken) take();
        else done();
      }}
    >
      {children}
      <div>
        <button type="button" className="b-button" onClick={take}>
          Done
        </button>
        <button type="button" className="b-button b-button-quiet" onClick={removed}>
          {remove}
        </button>
      </div>
    </fieldset>
  );
}
