/** A journey from a file or from text: it takes the place of the draft, and can be undone. */

import { useState } from "react";
import { messageOf } from "@/api/client";
import { fromYaml, type TextProblem } from "@/api/text";
import { useBuilder, useJourney } from "@/app/context";
import { drawable } from "@/definition/reading";
import { Dialog } from "./Dialog";

/** In bytes; the server takes no more. */
const LARGEST = 1_000_000;

export default function ImportDialog() {
  const { client, document: edited, page, panels, selection, announcer } = useBuilder();
  const [text, setText] = useState("");
  const [problems, setProblems] = useState<readonly TextProblem[]>([]);
  const name = useJourney((journey) => journey.name);
  // Two journeys of one name cannot be told apart: it is taken only by whoever says so.
  const [takesName, setTakesName] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const take = async () => {
    setFailed(null);
    setProblems([]);
    try {
      // JSON is YAML, so one reader reads both.
      const found = await fromYaml(client, text);
      // It has been cancelled meanwhile, or taken already.
      if (panels.getState().dialog?.name !== "import") return;
      const drawn = found.definition && drawable(found.definition);
      if (!drawn || "because" in drawn) {
        setProblems(found.problems);
        setFailed(drawn ? drawn.because : "This is not a journey.");
        return;
      }
      edited.edit((now) => ({
        ...drawn.journey,
        journey: page.journey,
        name: takesName ? drawn.journey.name : now.name,
      }));
      selection.choose(null);
      announcer.say("Imported.");
      panels.close();
      if (found.problems.length > 0) panels.open("problems");
    } catch (error) {
      setFailed(messageOf(error));
    }
  };
  return (
    <Dialog
      title="Import a journey"
      close={panels.close}
      foot={
        <>
          <button type="button" className="b-button" onClick={panels.close}>
            Cancel
          </button>
          <button
            type="button"
            className="b-button b-button-main"
            disabled={text.trim() === ""}
            onClick={() => void take()}
          >
            Put it in place of the draft
          </button>
        </>
      }
    >
      <p>
        From YAML or JSON, as Onward exports it. It takes the place of this draft; you can undo it.{" "}
        {takesName ? "" : `The name stays “${name}”. `}The key stays “{page.journey}”.
      </p>
      <input
        type="file"
        className="b-file"
        aria-label="File"
        accept=".yaml,.yml,.json,text/yaml,application/json"
        onChange={async (event) => {
          const file = event.target.files?.[0];
          if (!file) return;
          const isSmall = file.size <= LARGEST;
          setFailed(isSmall ? null : "The file is larger than 1 MB, and no journey is.");
          setText(isSmall ? await file.text() : "");
        }}
      />
      <textarea
        className="b-input b-mono b-import-text"
        aria-label="The journey as text"
        placeholder="journey: onboarding …"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <label className="b-choice">
        <input
          type="checkbox"
          checked={takesName}
          onChange={(event) => setTakesName(event.target.checked)}
        />
        Take over the name as well
      </label>
      {failed && (
        <div role="alert" className="b-text-bad">
          <p>{failed}</p>
          <ul>
            {problems.slice(0, 6).map((problem) => (
              <li key={`${problem.line} ${problem.message}`}>
                {problem.line ? `Line ${problem.line}: ` : ""}
                {problem.message} {problem.hint}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Dialog>
  );
}
