/** The menu of a line, at hand where a form says where that way out goes: the line may be far off. */

import { useBuilder } from "@/app/context";
import type { LinkRef } from "@/definition/links";
import { useStored } from "@/state/store";
import { useScope } from "./scope";

export function WayMenu({ link, name }: { link: LinkRef; name: string }) {
  const { adding } = useBuilder();
  const { readOnly } = useScope();
  const { step, outlet } = link;
  const open = useStored(
    adding,
    (place) => place?.link.step === step && place.link.outlet === outlet,
  );
  if (readOnly) return null;
  return (
    <button
      type="button"
      className="b-link"
      aria-label={`Change where ${name} goes`}
      aria-haspopup="dialog"
      aria-expanded={open}
      onClick={(event) => {
        // Beside the form, whose line it is about.
        const { top } = event.currentTarget.getBoundingClientRect();
        const form = event.currentTarget.closest(".b-panel");
        const x = form?.getBoundingClientRect().left ?? 0;
        adding.begin({ link, at: { x, y: top }, leading: true });
      }}
    >
      Change
    </button>
  );
}
