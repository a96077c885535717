/** Nothing goes out while a journey is paused; what becomes of waits meanwhile is asked. */

import { useState } from "react";
import { messageOf } from "@/api/client";
import { type Clock, pause } from "@/api/pausing";
import { useBuilder } from "@/app/context";
import { Icon } from "@/parts/Icon";
import { Dialog } from "./Dialog";

const CLOCKS: readonly { value: Clock; name: string; means: string }[] = [
  {
    value: "keep",
    name: "the clock goes on.",
    means: "What comes due goes out when you resume.",
  },
  {
    value: "freeze",
    name: "the clock stands still.",
    means: "Who had two days to wait has two days to wait then.",
  },
];

export default function PauseDialog() {
  const { client, page, panels } = useBuilder();
  const [clock, setClock] = useState<Clock>("keep");
  const [failed, setFailed] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const go = async () => {
    if (busy) return;
    setBusy(true);
    try {
      await pause(client, page.journey, clock);
      window.location.reload();
    } catch (error) {
      setFailed(messageOf(error));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title="Pause the journey"
      close={panels.close}
      foot={
        <>
          <button type="button" className="b-button" onClick={panels.close}>
            Not now
          </button>
          <button
            type="button"
            className="b-button b-button-main"
            aria-disabled={busy}
            onClick={() => void go()}
          >
            Pause
          </button>
        </>
      }
    >
      <p>
        Nothing goes out until you resume. What customers do is still heard, and whoever enters is
        held at the first step. Meanwhile
      </p>
      <fieldset className="b-choices">
        <legend className="unseen">What becomes of waits</legend>
        {CLOCKS.map(({ value, name, means }) => (
          <label key={value} className="b-choice">
            <input
              data-first
              type="radio"
              name="clock"
              checked={clock === value}
              onChange={() => setClock(value)}
            />
            <span>
              {name}
              <small>{means}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {failed && (
        <p className="b-wrong-box" role="alert">
          <Icon name="error" /> {failed}
        </p>
      )}
    </Dialog>
  );
}
