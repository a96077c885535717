/** At a scenario that fails: to expect from now on what the journey does now. `done` when it is: what
 * was pressed for it is gone then. */

import { useEffect, useState } from "react";
import { useBuilder } from "@/app/context";
import { useStored } from "@/state/store";

export function TakeOver({
  name,
  number,
  done,
}: {
  name: string;
  number: number;
  done: () => void;
}) {
  const { document: edited, trying, announcer } = useBuilder();
  const { simulation, running } = useStored(trying, (state) => state);
  const [asked, setAsked] = useState(false);
  const [told, setTold] = useState<string | null>(null);
  useEffect(() => {
    if (!asked || running) return;
    setAsked(false);
    const outcome = simulation?.result?.scenarios?.find((each) => each.name === name);
    const { now } = outcome ?? {};
    if (!outcome) return;
    if (!now) {
      setTold(
        outcome.passed
          ? "It holds as it is."
          : "This is not a matter of what is expected: what keeps it from holding is said below.",
      );
      return;
    }
    edited.edit((before) => ({
      ...before,
      scenarios: (before.scenarios ?? []).map((each, place) =>
        place === number ? { ...each, expect: now } : each,
      ),
    }));
    edited.seal();
    announcer.say("Taken over. You can undo it.");
    // What came of it is of before; it is tried again.
    trying.start({ what: "scenario" });
    done();
  }, [asked, running, simulation, name, number, edited, trying, announcer, done]);
  return (
    <div className="b-stack">
      <div className="b-form-acts">
        <button
          type="button"
          className="b-button"
          aria-disabled={running}
          onClick={() => {
            if (running) return;
            setTold(null);
            setAsked(true);
            trying.start({ what: "scenario", scenario: name });
          }}
        >
          Expect what it does now
        </button>
      </div>
      <p className="b-hint">
        {told ??
          "If the journey is right as it is now: what this scenario expects is changed to that. You can undo it."}
      </p>
    </div>
  );
}
