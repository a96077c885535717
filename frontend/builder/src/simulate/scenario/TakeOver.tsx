/** At a scenario that fails: to expect from now on what the journey does now. `done` when it is: what
 * was pressed for it is gone then. */

import { useEffect, useState } from "react";
import { useBuilder, useJourney } from "@/app/context";
import { useStored } from "@/state/store";

export function TakeOver({ number, done }: { number: number; done: () => void }) {
  const { document: edited, trying, announcer } = useBuilder();
  const { simulation, running, failed } = useStored(trying, (state) => state);
  const name = useJourney(({ scenarios }) => scenarios?.[number]?.name ?? "");
  const [asked, setAsked] = useState(false);
  const [told, setTold] = useState<string | null>(null);
  useEffect(() => {
    if (!asked || running) return;
    setAsked(false);
    const outcome = simulation?.result?.scenarios?.find((each) => each.name === name);
    const { now } = outcome ?? {};
    if (!outcome) return setTold(failed?.message ?? null);
    if (!now) {
      setTold(
        outcome.passed
          ? "It holds as it is."
          : "What it expects is not what hinders it: change the journey, or the scenario.",
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
  }, [asked, running, simulation, failed, name, number, edited, trying, announcer, done]);
  return (
    <div className="b-stack">
      <div>
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
          (asked
            ? "Working it out …"
            : "If the journey is right as it is now: what this scenario expects is changed to that. You can undo it.")}
      </p>
    </div>
  );
}
