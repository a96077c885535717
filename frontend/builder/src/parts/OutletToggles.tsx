/** Ways out that a step may have beside its main one, each to be opened or closed. */

import { useBuilder } from "@/app/context";
import type { Step, StepId } from "@/definition/types";
import { hasOutlet, withOutlet, withoutOutlet } from "@/model/edits/outlets";
import { stepTitle } from "@/sentences/words";
import { Group } from "./Field";
import { Toggle } from "./fields";

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
  const { document, panels } = useBuilder();
  const close = (outlet: string) => {
    const journey = document.journey();
    const result = withoutOutlet(journey, id, outlet);
    const act = () => document.edit(() => result.journey);
    if (result.lost.length === 0) act();
    else
      panels.ask("confirm", {
        title: "Close this way?",
        text: `Only it leads to ${result.lost.map((step) => `“${stepTitle(journey, step)}”`).join(", ")}. They are removed with it; you can undo this.`,
        verb: "Close it",
        act,
      });
  };
  if (outlets.length === 0) return null;
  return (
    <Group label={label}>
      {outlets.map((line) => (
        <Toggle
          key={line.outlet}
          label={line.label}
          value={hasOutlet(step, line.outlet)}
          change={(open) =>
            open
              ? document.edit((journey) => ({
                  ...journey,
                  steps: { ...journey.steps, [id]: withOutlet(step, line.outlet) },
                }))
              : close(line.outlet)
          }
        />
      ))}
    </Group>
  );
}
