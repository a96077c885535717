/** The journey as YAML, beside the canvas: what is typed here is the same document. */

import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError, messageOf } from "@/api/client";
import { fromYaml, type TextProblem, toYaml } from "@/api/text";
import { useBuilder } from "@/app/context";
import { drawable } from "@/definition/reading";
import type { Journey } from "@/definition/types";
import { Icon } from "@/parts/Icon";
import { useStored } from "@/state/store";

/** How long after the last keystroke it is read, in milliseconds. */
const REST = 500;
/** How long until what could not be read is tried again. */
const AGAIN = 5_000;

export default function TextView() {
  const { client, document: edited, page, readOnly, unread } = useBuilder();
  const journey = useStored(edited, (history) => history.present);
  const kept = useStored(unread, (state) => state);
  const [text, setText] = useState<string | null>(kept?.text ?? null);
  const behind = kept?.behind ?? false;
  const [problems, setProblems] = useState<readonly TextProblem[]>([]);
  const [failed, setFailed] = useState<string | null>(null);
  /** The journey the text says; another one comes from elsewhere and is written anew. */
  const said = useRef<Journey | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** Counts what was typed: an answer about an older text says nothing. */
  const typings = useRef(0);
  const area = useRef<HTMLTextAreaElement>(null);

  const read = useCallback(
    async (content: string) => {
      const typing = typings.current;
      // So is one about a text behind which the journey has been changed elsewhere.
      const late = () => typing !== typings.current || unread.getState()?.behind;
      try {
        const found = await fromYaml(client, content);
        if (late()) return;
        setFailed(null);
        const drawn = found.definition && drawable(found.definition);
        if (drawn && "journey" in drawn) {
          const now = { ...drawn.journey, journey: page.journey };
          said.current = now;
          unread.clear();
          edited.edit(() => now, "text");
        }
        setProblems(found.problems.length > 0 ? found.problems : undrawn(drawn));
      } catch (error) {
        if (late()) return;
        setFailed(messageOf(error));
        // Whoever is offline is back by and by.
        if (area.current && error instanceof ApiError && error.status === 0)
          timer.current = setTimeout(() => void read(content), AGAIN);
      }
    },
    [client, edited, page.journey, unread],
  );

  const begun = useRef(false);
  useEffect(() => {
    // What could not be read when this was left is taken up again, and not written over.
    if (!begun.current) {
      begun.current = true;
      const left = unread.getState();
      if (left !== null) {
        said.current = journey;
        if (!left.behind) void read(left.text);
        return;
      }
    }
    // Whose word counts is for the reader to say.
    if (said.current === journey || behind) return;
    let current = true;
    typings.current += 1;
    clearTimeout(timer.current);
    toYaml(client, journey).then(
      (written) => {
        if (!current) return;
        said.current = journey;
        unread.clear();
        setText(written);
        setProblems([]);
      },
      (error: unknown) => current && setFailed(messageOf(error)),
    );
    return () => {
      current = false;
    };
  }, [behind, client, journey, read, unread]);

  const typed = (content: string) => {
    setText(content);
    typings.current += 1;
    unread.keep(content);
    clearTimeout(timer.current);
    if (!behind) timer.current = setTimeout(() => void read(content), REST);
  };
  const takeJourney = () => {
    said.current = null;
    unread.clear();
  };
  const takeText = () => {
    said.current = journey;
    unread.insist();
    if (text !== null) void read(text);
  };
  // Who leaves in the middle of a word loses nothing.
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      const left = unread.getState();
      if (left !== null && !left.behind) void read(left.text);
    },
    [read, unread],
  );

  if (text === null) return <p className="b-loading">{failed ?? "Writing it down …"}</p>;
  const wrong = new Set(problems.flatMap((problem) => (problem.line ? [problem.line] : [])));
  const go = (line: number) => {
    const lines = text.split("\n");
    const at = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
    area.current?.focus();
    area.current?.setSelectionRange(at, at + (lines[line - 1]?.length ?? 0));
  };
  return (
    <div className="b-yaml">
      {behind && (
        <div className="b-yaml-behind" role="alert">
          <p>
            The journey has been changed since this text was typed, which could not be read yet. One
            of them has to give way.
          </p>
          <button type="button" className="b-button" onClick={takeJourney}>
            Show the journey as it is
          </button>
          <button type="button" className="b-button" onClick={takeText}>
            Use this text instead
          </button>
        </div>
      )}
      <div className="b-yaml-scroll">
        <ol className="b-yaml-lines" aria-hidden="true">
          {text.split("\n").map((_, number) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
            <li key={number} className={wrong.has(number + 1) ? "b-yaml-wrong" : undefined}>
              {number + 1}
            </li>
          ))}
        </ol>
        <textarea
          ref={area}
          className="b-yaml-text"
          aria-label="The journey as YAML"
          aria-invalid={problems.length > 0}
          spellCheck={false}
          autoCapitalize="off"
          wrap="off"
          rows={text.split("\n").length + 1}
          value={text}
          readOnly={readOnly}
          onChange={(event) => typed(event.target.value)}
          onBlur={edited.seal}
        />
      </div>
      {(problems.length > 0 || failed) && (
        <ul className="b-yaml-problems" aria-label="What is wrong with the text">
          {failed && <li className="b-text-bad">{failed}</li>}
          {problems.map((problem) => (
            <li key={`${problem.line} ${problem.path} ${problem.message}`}>
              <button
                type="button"
                className="b-problem b-problem-blocking"
                onClick={() => problem.line && go(problem.line)}
              >
                <Icon name="error" />
                <span>
                  {problem.line && <strong>Line {problem.line}</strong>}
                  <span>{problem.message}</span>
                  {problem.hint && <small>{problem.hint}</small>}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What can be read but not drawn: the canvas keeps what it had. */
function undrawn(drawn: ReturnType<typeof drawable> | null): TextProblem[] {
  if (!drawn || !("because" in drawn)) return [];
  const base = { code: "not_drawable", severity: "blocking", step: null, path: "" } as const;
  return [{ ...base, message: drawn.because, hint: null }];
}
