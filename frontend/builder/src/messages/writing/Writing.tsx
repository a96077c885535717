/** Where a text is written, as a mail program would have it. Loaded when the first text is drawn. */

import { EditorView } from "@codemirror/view";
import {
  type SyntheticEvent,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { flushSync } from "react-dom";
import { useBuilder } from "@/app/context";
import type { Problem } from "@/model/problem";
import { useScope } from "@/parts/scope";
import type { WritingProps } from "../MergeText";
import { AskForm, type Done } from "./AskForms";
import { isWrittenIn, page, setWrong, type Wrong } from "./drawing";
import { editorState, movedBy, take } from "./editor";
import { FieldMenu } from "./FieldMenu";
import { FieldOffers } from "./FieldOffers";
import { type Asked, type Held, heading, heldBy, linking, listing, put, stress } from "./keys";
import { BOLD, ITALIC } from "./looking";
import { type Begun, type OfferKey, offeredEnough } from "./offering";
import { backToTools, Tool, Tools } from "./Tools";
import "./writing.css";

/** What a form is open about. */
interface Open {
  asked: Asked;
  /** How the text read then. */
  text: string;
  top: number;
  left: number;
}

export default function Writing(props: WritingProps) {
  const { label, value, lines, markdown = false, reader = "customer", readOnly } = props;
  const { problems } = useScope();
  const builder = useBuilder();
  const { document: edited } = builder;
  const box = useRef<HTMLDivElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const [open, setOpen] = useState<Open | null>(null);
  const [held, setHeld] = useState<Held>([]);
  /** A field that is begun by hand, and where what is offered for it stands. */
  const [begun, setBegun] = useState<(Begun & { top: number; left: number }) | null>(null);
  const [pointed, setPointed] = useState<string>();
  const press = useRef<(key: OfferKey) => boolean>(() => false);
  const list = useId();
  /** The same, until it is answered: what closes it takes the focus from it, too. */
  const unanswered = useRef<Open>(null);
  const wrong = useMemo(() => wrongIn(problems), [problems]);
  /** Below this place. */
  const below = (place: number) => {
    const stands = view.current?.coordsAtPos(place, 1);
    const above = box.current?.getBoundingClientRect();
    return stands && above
      ? { top: stands.bottom - above.top + 4, left: stands.left - above.left }
      : { top: 0, left: 0 };
  };
  const ask = (asked: Asked) => {
    const text = view.current?.state.sliceDoc() ?? value;
    unanswered.current = { asked, text, ...below(asked.from) };
    setOpen(unanswered.current);
  };
  // It is made once, for as long as it is on the screen; what it is of is looked up when it is wanted.
  const offered = begun ? { controls: list, pointed } : null;
  const latest = useRef({ props, ask, below, offered });
  useLayoutEffect(() => {
    latest.current = { props, ask, below, offered };
  });
  useLayoutEffect(() => {
    const { value, lines, markdown = false, readOnly, placeholder = "" } = latest.current.props;
    const made = new EditorView({
      state: editorState({
        ...{ value, markdown, readOnly },
        isLine: lines === 1,
        hint: placeholder,
        attributes: () => ({
          ...attributesOf(latest.current.props),
          ...offeredAttributes(latest.current.offered),
        }),
        // At once, so that what comes back is never older than what has been typed since.
        changed: (text, step) => {
          if (step !== "same") edited.seal();
          flushSync(() => latest.current.props.change(text));
          if (step === "own") edited.seal();
        },
        left: () => latest.current.props.leave(),
        back: builder.back,
        ask: (asked) => latest.current.ask(asked),
        offers: {
          // Where it stands is known once it is drawn.
          told: (now) =>
            made.requestMeasure({
              read: () => now && { ...now, ...latest.current.below(now.from) },
              write: setBegun,
            }),
          press: (key) => press.current(key),
        },
        seen: (state) => {
          const now = heldBy(state);
          setHeld((before) => (`${before}` === `${now}` ? before : now));
        },
      }),
      ...(host.current && { parent: host.current }),
    });
    view.current = made;
    made.dom.addEventListener("keydown", backToTools);
    const caret = latest.current.props.caret();
    if (caret) {
      const [anchor, head] = caret;
      made.dispatch({ selection: { anchor, head } });
      made.focus();
    }
    const called = host.current?.closest(".b-field")?.querySelector("label");
    const focus = () => made.focus();
    called?.addEventListener("click", focus);
    return () => {
      called?.removeEventListener("click", focus);
      made.destroy();
    };
  }, [builder, edited]);
  useLayoutEffect(() => {
    if (view.current) take(view.current, value);
  }, [value]);
  useEffect(() => {
    view.current?.dispatch({ effects: setWrong.of(wrong) });
  }, [wrong]);
  useEffect(() => {
    // Its attributes may be others by now.
    view.current?.dispatch({});
  });

  const done: Done = (changes) => {
    const editor = view.current;
    const about = unanswered.current;
    unanswered.current = null;
    setOpen(null);
    if (!editor || !about) return;
    editor.focus();
    const by = movedBy(about.text, editor.state.sliceDoc(), about.asked);
    if (changes && by !== null)
      editor.dispatch({
        changes: changes.map(({ from, until, text }) => ({
          from: from + by,
          to: until + by,
          insert: text,
        })),
        userEvent: "input.form",
      });
    // One goes on behind it, where it is seen as it will be.
    const { drawn } = editor.state.field(page);
    const { state } = editor;
    const { asked } = about;
    if (asked.kind === "chip" || asked.isNew) {
      if (by === null) return;
      const [made] = changes ?? [];
      // A button has room below, too.
      const until = made
        ? made.from + made.text.trimEnd().length
        : asked.kind === "chip" && asked.until;
      if (until !== false) editor.dispatch({ selection: { anchor: until + by } });
      return;
    }
    const behind = drawn.find((each) => each.kind === "link" && isWrittenIn(state, each))?.until;
    if (behind !== undefined) editor.dispatch({ selection: { anchor: behind } });
  };
  const act = (command: (view: EditorView) => boolean) => () => {
    if (!view.current) return;
    view.current.focus();
    command(view.current);
  };
  // What writes code would take the line the caret is in.
  const unlessChosen = (event: SyntheticEvent) => {
    if (view.current?.state.selection.main.empty) event.stopPropagation();
  };
  return (
    <div className="b-merge">
      {!readOnly && (
        <Tools label="Insert">
          {markdown && (
            <>
              <Tool name="Bold" held={held.includes("Bold")} act={act(stress(BOLD))}>
                <strong>B</strong>
              </Tool>
              <Tool name="Italic" held={held.includes("Italic")} act={act(stress(ITALIC))}>
                <em>I</em>
              </Tool>
              {lines > 1 && (
                <Tool name="Heading" held={held.includes("Heading")} act={act(heading)}>
                  Heading
                </Tool>
              )}
              <Tool name="List" held={held.includes("List")} act={act(listing(false))}>
                • List
              </Tool>
              <Tool
                name="Numbered list"
                held={held.includes("Numbered list")}
                act={act(listing(true))}
              >
                1. List
              </Tool>
              <Tool name="Link" held={held.includes("Link")} act={act(linking(ask))}>
                Link
              </Tool>
            </>
          )}
          <FieldMenu
            into={label}
            reader={reader}
            take={(written) => act((editor) => put(editor, written) ?? true)()}
            leave={() => view.current?.focus()}
          />
        </Tools>
      )}
      <div ref={box} className={lines > 1 ? "b-merge-text" : "b-merge-text b-merge-line"}>
        <div ref={host} onCopyCapture={unlessChosen} onCutCapture={unlessChosen} />
        {open && (
          <AskForm
            key={open.asked.from}
            asked={open.asked}
            text={open.text}
            top={open.top}
            left={open.left}
            {...(open.asked.kind === "chip" && { wrong: wrong(open.asked.field.name) })}
            done={done}
          />
        )}
        {begun && (
          <FieldOffers
            id={list}
            {...begun}
            {...{ reader, press }}
            point={setPointed}
            take={(written) => {
              const editor = view.current;
              if (!editor) return;
              editor.dispatch({
                changes: {
                  from: begun.from,
                  to: editor.state.selection.main.head,
                  insert: written,
                },
                selection: { anchor: begun.from + written.length },
                userEvent: "input.paste",
                scrollIntoView: true,
              });
            }}
            close={() => view.current?.dispatch({ effects: offeredEnough.of(null) })}
          />
        )}
      </div>
    </div>
  );
}

/** As a field has them in which one chooses by typing. A text of several lines has no more of these. */
const offeredAttributes = (offered: { controls: string; pointed: string | undefined } | null) =>
  offered
    ? {
        "aria-autocomplete": "list",
        "aria-controls": offered.controls,
        ...(offered.pointed && { "aria-activedescendant": offered.pointed }),
      }
    : undefined;

/** What is said of a field that nobody has. */
const wrongIn =
  (problems: readonly Problem[]): Wrong =>
  (name) => {
    const own = `“${name.slice(name.indexOf(".") + 1)}”`;
    return problems.find(
      ({ code, message }) => code === "unknown_variable" && message.includes(own),
    )?.message;
  };

function attributesOf({
  control,
  label,
  lines,
  first,
  readOnly,
}: WritingProps): Record<string, string> {
  return {
    id: control.id,
    class: "b-input",
    "aria-label": label,
    "aria-multiline": String(lines > 1),
    ...(control["aria-describedby"] && { "aria-describedby": control["aria-describedby"] }),
    ...(control["aria-invalid"] && { "aria-invalid": "true" }),
    ...(first && { "data-first": "" }),
    ...(readOnly && { tabindex: "0" }),
    spellcheck: "true",
    autocorrect: "on",
    autocapitalize: "sentences",
    writingsuggestions: "true",
  };
}
