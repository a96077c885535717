/** That nothing was found, said as well. */

import { useEffect } from "react";
import { useBuilder } from "./context";

export function Nothing({ words }: { words: string }) {
  const { announcer } = useBuilder();
  useEffect(() => announcer.say(words), [announcer, words]);
  return <p className="b-add-none">{words}</p>;
}
