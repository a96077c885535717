/** A message of a walk as it would arrive, in a frame that is loaded when it is opened. */

import { useState } from "react";
import type { Shown } from "@/api/walk";
import { Icon, type IconName } from "@/parts/Icon";

/** The server keeps what a frame shows for a quarter of an hour; a little less, in milliseconds. */
const KEPT = 14 * 60_000;

/** `renew` has the message kept anew: another one is given then. */
export function MessageShown({
  message,
  icon,
  renew,
}: {
  message: Shown;
  /** Of what sends it. */
  icon: IconName;
  renew: () => void;
}) {
  const [open, setOpen] = useState(false);
  const [given, setGiven] = useState({ message, at: Date.now(), old: false });
  if (given.message !== message) setGiven({ message, at: Date.now(), old: false });
  const { frame } = message;
  const framed = frame !== null && !given.old;
  return (
    <details
      className="b-walk-message"
      onToggle={(event) => {
        const opens = event.currentTarget.open;
        setOpen(opens);
        if (!opens || frame === null || Date.now() - given.at < KEPT) return;
        setGiven({ ...given, old: true });
        renew();
      }}
    >
      <summary>
        <Icon name={icon} size={14} />
        {message.title}
      </summary>
      <p className="b-hint">To {message.to ?? "nobody"}</p>
      {open && framed && (
        <iframe className="b-frame" title={message.title} sandbox="" key={frame} src={frame} />
      )}
      {!framed && <pre>{message.text}</pre>}
    </details>
  );
}
