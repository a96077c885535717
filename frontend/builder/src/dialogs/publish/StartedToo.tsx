/** Other live journeys that start on the same event, by name, with the way there. */

import { useBuilder, useVocabulary } from "@/app/context";
import { Icon } from "@/parts/Icon";
import { useStored } from "@/state/store";

export function StartedToo() {
  const { findings, page } = useBuilder();
  const { data } = useVocabulary();
  const told = useStored(findings, (all) => all).filter(({ code }) => code === "started_too");
  const others = (data?.journeys ?? []).filter(
    ({ key, status }) => status === "live" && key !== page.journey,
  );
  if (told.length === 0) return null;
  return (
    <ul className="b-findings">
      {told.map(({ path, message, hint }) => (
        <li key={`${path} ${message}`} className="b-finding b-finding-warning">
          <Icon name="warning" size={14} />
          <span>
            {message} {hint}{" "}
            {others
              .filter(({ name }) => message.startsWith(`“${name}” `))
              .map(({ key, name }) => (
                <a key={key} href={`/journeys/${key}`} target="_blank" rel="noreferrer">
                  Look at “{name}”
                </a>
              ))}
          </span>
        </li>
      ))}
    </ul>
  );
}
