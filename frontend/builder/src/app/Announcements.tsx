/** What was just done, read out; and for a while on the screen, when nothing else there shows it. */

import { useEffect, useState } from "react";
import { useStored } from "@/state/store";
import { useBuilder } from "./context";

/** How long it stays, in milliseconds; and for each letter, where it takes longer to read. */
const STAYS = 5_000;
const LETTER = 60;

export function Announcements() {
  const { announcer } = useBuilder();
  const said = useStored(announcer, (state) => state);
  const [over, setOver] = useState(0);
  useEffect(() => {
    if (!said.shown) return;
    const timer = setTimeout(
      () => setOver(said.number),
      Math.max(STAYS, LETTER * said.text.length),
    );
    return () => clearTimeout(timer);
  }, [said]);
  const shown = said.shown && over !== said.number;
  return (
    <p className={shown ? "b-told" : "unseen"} role="status" aria-live="polite">
      {said.text}
      {said.number % 2 === 1 ? " " : ""}
    </p>
  );
}
