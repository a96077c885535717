/** What is asked about a field or a link of a text, below where it stands. */

import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { fieldOf } from "../chips";
import type { Asked } from "./keys";
import { addressOf, wordsOf } from "./links";
import type { Link } from "./marks";

/** Texts in place of parts of what was asked about; undefined: it stays as it was. */
export type Done = (changes?: { from: number; until: number; text: string }[]) => void;

interface FormProps<What> {
  asked: What;
  /** How the text it is in reads. */
  text: string;
  /** How far below the top of the text. */
  top: number;
  /** Whether it was put there to be asked about: then nothing said of it takes it back. */
  fresh?: boolean;
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
  done,
}: FormProps<Exclude<Asked, Link>> & { wrong?: string | undefined }) {
  const { name, instead } = field;
  const [typed, setTyped] = useState(instead);
  const take = () =>
    done(typed === instead ? undefined : [{ from, until, text: fieldOf(name, typed) }]);
  return (
    <Popup
      name={`The field “${words}”`}
      top={top}
      done={done}
      take={take}
      remove="Remove the field"
      removed={() => done([{ from, until, text: "" }])}
    >
      {wrong && <p className="b-text-warn">{wrong}</p>}
      <Input label="When it is not known, write" value={typed} change={setTyped} />
    </Popup>
  );
}

const BUTTON = "{.button}";

function LinkForm({ asked, text, top, fresh, done }: FormProps<Link>) {
  const { from, until, words, address, isButton, isAlone } = asked;
  const before = {
    words: text.slice(words.from, words.until),
    address: text.slice(address.from, address.until),
  };
  const [said, setSaid] = useState(before.words);
  const [to, setTo] = useState(before.address);
  const [button, setButton] = useState(isButton);
  const take = () => {
    const changes = [
      ...(said === before.words ? [] : [{ ...words, text: wordsOf(said) }]),
      ...(to === before.address ? [] : [{ ...address, text: addressOf(to) }]),
    ];
    const end = until - (isButton ? BUTTON.length : 0);
    if (button !== isButton) changes.push({ from: end, until, text: button ? BUTTON : "" });
    done(changes.length > 0 ? changes : undefined);
  };
  return (
    <Popup
      name="The link"
      top={top}
      done={done}
      take={take}
      remove="Remove the link"
      removed={() => done(fresh ? undefined : [{ from, until, text: before.words }])}
    >
      <Input label="What it says" value={said} change={setSaid} />
      <Input
        label="Where it leads"
        value={to}
        change={setTo}
        begin={before.address === "https://"}
      />
      {(isAlone || isButton) && (
        <label className="b-ask-button">
          <input
            type="checkbox"
            checked={button}
            onChange={(event) => setButton(event.target.checked)}
          />
          Show it as a button
        </label>
      )}
    </Popup>
  );
}

function Input({
  label,
  value,
  change,
  begin = false,
}: {
  label: string;
  value: string;
  change: (value: string) => void;
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
        value={value}
        onChange={(event) => change(event.target.value)}
      />
    </label>
  );
}

function Popup({
  name,
  top,
  done,
  take,
  remove,
  removed,
  children,
}: {
  name: string;
  top: number;
  done: Done;
  take: () => void;
  remove: string;
  removed: () => void;
  children: ReactNode;
}) {
  const box = useRef<HTMLFieldSetElement>(null);
  // Before anything is brought into sight.
  useLayoutEffect(() => {
    if (box.current) box.current.style.top = `${top}px`;
  }, [top]);
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });
  useEffect(() => {
    const form = box.current;
    const first =
      form?.querySelector<HTMLInputElement>("[data-begin]") ?? form?.querySelector("input");
    first?.focus();
    // An address that was only begun is gone on with.
    if (!first?.dataset.begin) first?.select();
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
