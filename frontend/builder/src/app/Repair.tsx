/** A draft that cannot be drawn, as text: mended here, it opens on the canvas. */

import { useEffect, useMemo, useState } from "react";
import { clientFor, messageOf } from "@/api/client";
import { type Draft, saveDraft } from "@/api/draft";
import { fromYaml, type TextProblem, toYaml } from "@/api/text";
import { drawable } from "@/definition/reading";
import type { Page } from "./builder";

export function Repair({ page, draft, because }: { page: Page; draft: Draft; because: string }) {
  const client = useMemo(() => clientFor(page.csrf), [page.csrf]);
  const [text, setText] = useState("");
  const [said, setSaid] = useState(because);
  const [problems, setProblems] = useState<readonly TextProblem[]>([]);
  useEffect(() => {
    toYaml(client, draft.definition).then(setText, (error: unknown) => setSaid(messageOf(error)));
  }, [client, draft]);
  const begun = useMemo(() => emptyOf(page.journey, draft), [page.journey, draft]);
  const begin = async () => {
    try {
      await saveDraft(client, page.journey, begun, draft.revision);
      window.location.reload();
    } catch (error) {
      setSaid(messageOf(error));
    }
  };
  const mend = async () => {
    try {
      const found = await fromYaml(client, text);
      const drawn = found.definition && drawable(found.definition);
      setProblems(found.problems);
      if (!drawn || "because" in drawn) {
        setSaid(drawn ? drawn.because : "This is not a journey.");
        return;
      }
      const whole = { ...drawn.journey, journey: page.journey };
      await saveDraft(client, page.journey, whole, draft.revision);
      window.location.reload();
    } catch (error) {
      setSaid(messageOf(error));
    }
  };
  return (
    <main className="b-failed b-repair">
      <h1>This draft cannot be drawn yet</h1>
      <p role="alert">
        {said}{" "}
        {begun
          ? "Begin with an empty journey and draw on from there, or write it as text."
          : "Put it right in the text; it then opens on the canvas."}
      </p>
      {begun && (
        <p>
          <button type="button" className="b-button b-button-main" onClick={() => void begin()}>
            Begin with an empty journey
          </button>
        </p>
      )}
      <ul>
        {problems.map((problem) => (
          <li key={`${problem.line} ${problem.path} ${problem.message}`} className="b-text-bad">
            {problem.line ? `Line ${problem.line}: ` : ""}
            {problem.message} {problem.hint}
          </li>
        ))}
      </ul>
      <textarea
        className="b-input b-mono"
        aria-label="The draft as YAML"
        rows={24}
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <p className="b-form-acts">
        <button
          type="button"
          className={begun ? "b-button" : "b-button b-button-main"}
          onClick={() => void mend()}
        >
          Open it on the canvas
        </button>
        <a href={`/journeys/${page.journey}`}>Back to the journey</a>
      </p>
    </main>
  );
}

/** Of a draft without steps: what it says already, and the least a journey needs beside it. Null: it
 * has steps, or something in it is to be put right first. */
function emptyOf(key: string, { name, definition }: Draft): Record<string, unknown> | null {
  const { steps } = definition;
  if (steps && Object.keys(steps).length > 0) return null;
  const least = { name, entry: {}, ...definition, journey: key };
  const whole = { ...least, start: "done", steps: { done: { type: "exit" } } };
  return "journey" in drawable(whole) ? whole : null;
}
