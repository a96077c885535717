/** Ways out that a step may have beside its main one, each to be opened or closed. */

import { useBuilder, useJourney } from "@/app/context";
import { links } from "@/definition/links";
import type { Step, StepId } from "@/definition/types";
import { hasOutlet, withOutlet, withoutOutlet } from "@/model/edits/outlets";
import { stepTitle } from "@/sentences/words";
import { useReplace } from "@/steps/forms/useReplace";
import { Group } from "./Field";
import { Toggle } from "./fields";
import { WayMenu } from "./WayMenu";

export interface OutletLine {
  outlet: string;
  /** `if it fails`. */
  label: string;
}

export function OutletToggles({
  id,
  step,
  outlets,
  label = "Go another way",
}: {
  id: StepId;
  step: Step;
  outlets: readonly OutletLine[];
  label?: string;
}) {
  const { document } = useBuilder();
  const journey = useJourney();
  const replace = useReplace(id);
  if (outlets.length === 0) return null;
  const open = (outlet: string) =>
    document.edit((now) => ({ ...now, steps: { ...now.steps, [id]: withOutlet(step, outlet) } }));
  const targets = Object.fromEntries(links(step));
  return (
    <Group label={label}>
      {outlets.map(({ outlet, label: when }) => {
        const target = targets[outlet];
        return (
          <div key={outlet}>
            <Toggle
              label={when}
              path={`on.${outlet}`}
              value={hasOutlet(step, outlet)}
              change={(on) => (on ? open(outlet) : replace(withoutOutlet(step, outlet)))}
            />
            {target !== undefined && (
              <p className="b-hint">
                goes to “{stepTitle(journey, target)}”{" "}
                <WayMenu link={{ step: id, outlet }} name={`“${when}”`} />
              </p>
            )}
          </div>
        );
      })}
    </Group>
  );
}
